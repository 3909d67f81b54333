import { mkdir, open, rename, type FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemCode } from './errors.ts';

/** Windows cannot sync a folder; NTFS journals its names, so a rename there is whole or absent all the same. */
const FOLDERS_SYNC = process.platform !== 'win32';

/** Writes all of it: one write call may take only a part, on a nearly full disk above all. */
export async function writeAll(handle: Pick<FileHandle, 'write'>, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.byteLength - done);
    if (bytesWritten <= 0)
      throw Object.assign(new Error('The disk took no more bytes.'), { code: 'ENOSPC' });
    done += bytesWritten;
  }
}

/** Makes the names in a folder outlast a power cut. */
export async function syncFolder(path: string): Promise<void> {
  if (!FOLDERS_SYNC) return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and those above it where missing; the new names outlast a power cut. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  const top = dirname(resolve(first));
  for (let above = dirname(resolve(path)); ; above = dirname(above)) {
    await syncFolder(above);
    if (above === top || above === dirname(above)) return;
  }
}

const RENAME_ATTEMPTS = 8;

/** Renames, then syncs the folder. On Windows a virus scanner may hold a new file for a moment: tried again. */
export async function renameDurably(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to);
      break;
    } catch (error) {
      const held = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error) ?? '');
      if (!held || attempt === RENAME_ATTEMPTS) throw error;
      await sleep(10 * 2 ** attempt);
    }
  }
  await syncFolder(dirname(to));
}
