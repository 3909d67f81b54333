import { lstat, mkdir, open, rename, stat, type FileHandle } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemCode } from './errors.ts';

/** Windows cannot sync a folder; NTFS journals its names, so a rename there is whole or absent all the same. */
const FOLDERS_SYNC = process.platform !== 'win32';

/** Writes all of it: one write call may take only a part, on a nearly full disk above all. */
export async function writeAll(handle: Pick<FileHandle, 'write'>, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.byteLength - done);
    if (bytesWritten <= 0) throw Object.assign(new Error('The disk took no more bytes.'), { code: 'ENOSPC' });
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

/**
 * Makes a folder and those above it where missing; the new names outlast a power cut. One by one, because
 * Node's own `recursive` never returns under /proc, where a folder that is there takes none.
 */
export async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  const above = dirname(folder);
  const make = async (): Promise<void> => {
    await mkdir(folder);
    await syncFolder(above);
  };
  try {
    await make();
  } catch (error) {
    if (systemCode(error) === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    if (systemCode(error) !== 'ENOENT' || above === folder || (await exists(above))) throw error;
    await makeFolder(above);
    await makeFolder(folder);
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
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
