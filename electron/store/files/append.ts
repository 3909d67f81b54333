import { appendFile, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder, writeAll } from './durable.ts';
import { explained } from './errors.ts';

/**
 * Appends and returns when the bytes outlast a power cut. On failure the file is cut back to its old
 * length as far as the disk lets it be; a reader must still expect a torn end after a kill.
 * @returns the file's length before
 * @throws {ForgerError} `no-space`, `no-access`, …
 */
export async function appendDurable(path: string, bytes: Uint8Array | string): Promise<number> {
  return explained(async () => {
    const handle = await open(path, 'a');
    try {
      const { size } = await handle.stat();
      try {
        await writeAll(handle, typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
        await handle.datasync();
      } catch (error) {
        // A disk that refuses this as well leaves a torn end, which readers and the next append expect.
        await handle.truncate(size).catch(() => undefined);
        throw error;
      }
      if (size === 0) await syncFolder(dirname(path));
      return size;
    } finally {
      await handle.close();
    }
  });
}

/** Appends to a file that can be made again: what a power cut takes of it is no loss. */
export async function appendUnsynced(path: string, bytes: Uint8Array): Promise<void> {
  await explained(() => appendFile(path, bytes));
}

/** Cuts a file off and returns when that outlasts a power cut; until then it has its old length or the new one. */
export async function truncateDurable(path: string, length: number): Promise<void> {
  await explained(async () => {
    const handle = await open(path, 'r+');
    try {
      await handle.truncate(length);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}
