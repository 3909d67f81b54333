import { open, type FileHandle } from 'node:fs/promises';
import { systemCode } from './errors.ts';

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

/** Opens a file for reading while `use` runs; gives `absent` where there is no such file. */
export async function withFile<T>(path: string, absent: T, use: (handle: FileHandle, size: number) => Promise<T>): Promise<T> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
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
