import { constants, closeSync, fstatSync, openSync, type Stats } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { basename, sep } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import { systemCode } from './errors.ts';
import { FILE_LIMITS } from './limits.ts';

/** A pipe in place of a file would hold up whoever opens it, until somebody writes into it. */
const READ_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const flagsFor = (follow: boolean): number => (follow ? READ_FLAGS : READ_FLAGS | (constants.O_NOFOLLOW ?? 0));
const CHUNK_BYTES = 1024 * 1024;

/** Something stands in place of a file that is none. */
export class NotAFile extends ForgerError {
  constructor(path: string, what: string, options?: ErrorOptions) {
    super('damaged', `${what} stands in place of the file ${path}. Move it away.`, options);
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'A folder';
  if (stats.isFIFO()) return 'A named pipe';
  if (stats.isSocket()) return 'A socket';
  return 'A device';
}

/** The system's words for what cannot be opened as a file; anything else passes. */
function explainOpen(path: string, error: unknown): unknown {
  // Linux answers so for a socket, and for a device that is not there.
  if (systemCode(error) === 'ENXIO') return new NotAFile(path, 'A socket', { cause: error });
  if (systemCode(error) === 'EISDIR') return new NotAFile(path, 'A folder', { cause: error });
  return error;
}

/**
 * Opens a regular file for reading; never waits for anybody. The one way to read what may come from a stranger: a
 * library, an import, a run file.
 * @param follow false: a link is refused as well (ELOOP)
 * @throws {NotAFile} for pipes, sockets, devices and folders
 */
export async function openFile(path: string, { follow = true } = {}): Promise<FileHandle> {
  const handle = await open(path, flagsFor(follow)).catch((error: unknown) => {
    throw explainOpen(path, error);
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new NotAFile(path, kindOf(stats));
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The same for those that read without waiting. @returns the number of the open file */
export function openFileSync(path: string, { follow = true } = {}): number {
  let file: number;
  try {
    file = openSync(path, flagsFor(follow));
  } catch (error) {
    throw explainOpen(path, error);
  }
  const stats = fstatSync(file);
  if (stats.isFile()) return file;
  closeSync(file);
  throw new NotAFile(path, kindOf(stats));
}

/** Bytes from a position on; fewer where the file ends. */
export async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}

/** Opens a file for reading while `use` runs; gives `absent` where there is no such file. @throws {NotAFile} */
export async function withFile<T>(
  path: string,
  absent: T,
  use: (handle: FileHandle, size: number) => Promise<T>,
): Promise<T> {
  let handle: FileHandle;
  try {
    handle = await openFile(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return absent;
    throw error;
  }
  try {
    return await use(handle, (await handle.stat()).size);
  } finally {
    await handle.close();
  }
}

/** Size of a file in bytes; 0 where there is none. */
export const sizeOf = (path: string): Promise<number> => withFile(path, 0, async (_handle, size) => size);

/**
 * A whole file.
 * @param most bytes that such a file has
 * @throws {NotAFile}; {ForgerError} `damaged` where it is larger; the system's own error where it cannot be read
 */
export async function readWhole(path: string, most: number): Promise<Buffer> {
  const handle = await openFile(path);
  try {
    const { size } = await handle.stat();
    if (size > most)
      throw new ForgerError('damaged', `${basename(path)} is larger than any such file: ${Math.ceil(size / 1e6)} MB.`);
    return await readAt(handle, 0, size);
  } finally {
    await handle.close();
  }
}

/** The same as text, UTF-8; left out, as large as a JSON file may be. */
export const readText = async (path: string, most: number = FILE_LIMITS.json): Promise<string> =>
  (await readWhole(path, most)).toString('utf8');

/** A file in pieces, from its beginning; `length` bytes of it, where given. */
export async function* fileChunks(path: string, length = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
  const handle = await openFile(path);
  try {
    for (let position = 0; position < length;) {
      const chunk = await readAt(handle, position, Math.min(CHUNK_BYTES, length - position));
      if (chunk.length === 0) return;
      yield chunk;
      position += chunk.length;
    }
  } finally {
    await handle.close();
  }
}

/**
 * A whole file that must lie in a folder, whatever links stand on the way to it.
 * @param folder may itself be a link
 * @throws {ForgerError} `not-found` where it lies elsewhere; what {@link readWhole} throws
 */
export async function readInside(folder: string, path: string, most: number): Promise<Buffer> {
  const [root, real] = await Promise.all([realpath(folder), realpath(path)]);
  if (!real.startsWith(`${root}${sep}`))
    throw new ForgerError('not-found', `${basename(path)} is a link out of the library, and Forger follows none.`);
  return readWhole(real, most);
}
