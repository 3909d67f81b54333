import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder, writeAll } from './durable.ts';
import { explained } from './errors.ts';

/**
 * Appends and returns when the bytes outlast a power cut. On failure the file is cut back to its old
 * length as far as the disk lets it be; a reader must still expect a torn end after a kill.
 * @throws {ForgerError} `no-space`, `no-access`, …
 */
export async function appendDurable(path: string, bytes: Uint8Array | string): Promise<void> {
  await explained(async () => {
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
    } finally {
      await handle.close();
    }
  });
}
