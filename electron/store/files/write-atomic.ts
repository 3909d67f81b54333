import { open, rm } from 'node:fs/promises';
import { renameDurably, writeAll } from './durable.ts';
import { explained } from './errors.ts';
import { temporaryBeside } from './temporary.ts';

/** Writes a new file and returns when its bytes are on the disk. It must not exist yet. */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await writeAll(handle, bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Replaces a file as a whole: whatever happens (kill, power cut, full disk), afterwards it holds the old
 * bytes or the new ones. Returns when the new ones outlast a power cut.
 * @throws {ForgerError} `no-space`, `no-access`, …
 */
export async function writeFileAtomic(path: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = temporaryBeside(path);
  await explained(async () => {
    try {
      await writeNewFile(temporary, typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
      await renameDurably(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  });
}
