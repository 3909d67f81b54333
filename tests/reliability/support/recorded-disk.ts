import type * as fs from 'node:fs/promises';

/**
 * Stands between the store and the real disk, passes every operation on, and notes it; or lets one fail.
 * A test mocks `node:fs/promises` with {@link recordedFs}.
 */
export type DiskOperation =
  | { kind: 'create' | 'sync' | 'mkdir' | 'remove'; path: string }
  | { kind: 'write'; path: string; append: boolean; bytes: Buffer }
  | { kind: 'truncate'; path: string; length: number }
  | { kind: 'rename' | 'link'; from: string; to: string }
  /** Not of the disk: what the program had told its caller by then. */
  | { kind: 'told'; what: string };

export const disk = {
  operations: [] as DiskOperation[],
  recording: false,
  /** The operation that fails next: counted down to 0 at each. */
  failAt: Number.POSITIVE_INFINITY,
  /** A system error code, or `short`: a write that takes one byte less. */
  failure: 'ENOSPC',
  failed: null as DiskOperation['kind'] | null,
  /** A nearly full disk: writes of more bytes find no room. */
  room: Number.POSITIVE_INFINITY,
};

/** Counts an operation down, or makes it fail. @returns true when a write is to be cut short */
function meet(operation: DiskOperation): boolean {
  disk.failAt -= 1;
  if (operation.kind === 'write' && operation.bytes.length > disk.room)
    throw Object.assign(new Error('ENOSPC: made to fail'), { code: 'ENOSPC' });
  if (disk.failure === 'short') {
    const cut = disk.failAt <= 0 && operation.kind === 'write' && disk.failed === null;
    if (cut) disk.failed = 'write';
    return cut;
  }
  if (disk.failAt !== 0) return false;
  disk.failed = operation.kind;
  throw Object.assign(new Error(`${disk.failure}: made to fail`), { code: disk.failure });
}

/** Does an operation and notes it, once it was done. */
async function through<T>(operation: DiskOperation, work: () => Promise<T>): Promise<T> {
  if (disk.recording) meet(operation);
  const result = await work();
  if (disk.recording) disk.operations.push(operation);
  return result;
}

/** Tells what is acknowledged from here on. */
export const told = (what: string): void => void disk.operations.push({ kind: 'told', what });

type Fs = typeof fs;
type Handle = Awaited<ReturnType<Fs['open']>>;

function recordedHandle(handle: Handle, path: string, append: boolean): Handle {
  const write = async (bytes: Uint8Array, from: number, length: number): Promise<{ bytesWritten: number }> => {
    const operation = { kind: 'write' as const, path, append, bytes: Buffer.from(bytes.subarray(from, from + length)) };
    if (disk.recording && meet(operation)) operation.bytes = operation.bytes.subarray(0, Math.max(1, length - 1));
    const { bytesWritten } = await handle.write(operation.bytes, 0, operation.bytes.length);
    if (disk.recording) disk.operations.push(operation);
    return { bytesWritten };
  };
  const own: Partial<Record<keyof Handle, unknown>> = {
    write,
    sync: () => through({ kind: 'sync', path }, () => handle.sync()),
    datasync: () => through({ kind: 'sync', path }, () => handle.datasync()),
    truncate: (length = 0) => through({ kind: 'truncate', path, length }, () => handle.truncate(length)),
  };
  return new Proxy(handle, {
    get: (target, name) => {
      const value: unknown = own[name as keyof Handle] ?? Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** The module's own functions, those that change the disk noted. */
export function recordedFs(real: Fs): Partial<Fs> {
  const exists = (path: string): Promise<boolean> =>
    real.lstat(path).then(
      () => true,
      () => false,
    );
  const own = {
    open: async (path: string, flags: string | number = 'r', mode?: number): Promise<Handle> => {
      const open = (): Promise<Handle> => real.open(path, flags, mode);
      // Numbers are what files are opened with for reading.
      const mark = typeof flags === 'string' ? flags : 'r';
      const isNew = /^[wa]/.test(mark) && !(await exists(path));
      return recordedHandle(
        await (isNew ? through({ kind: 'create', path }, open) : open()),
        path,
        mark.startsWith('a'),
      );
    },
    appendFile: async (path: string, data: string | Uint8Array): Promise<void> => {
      const handle = await own.open(path, 'a');
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      try {
        for (let done = 0; done < bytes.length;)
          done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
      } finally {
        await handle.close();
      }
    },
    mkdir: (path: string) => through({ kind: 'mkdir', path }, () => real.mkdir(path)),
    rename: (from: string, to: string) => through({ kind: 'rename', from, to }, () => real.rename(from, to)),
    link: (from: string, to: string) => through({ kind: 'link', from, to }, () => real.link(from, to)),
    rm: async (path: string, options?: object): Promise<void> => {
      const remove = (): Promise<void> => real.rm(path, options);
      await ((await exists(path)) ? through({ kind: 'remove', path }, remove) : remove());
    },
  };
  return { ...real, ...own } as unknown as Partial<Fs>;
}
