import { closeSync, fstatSync, readSync } from 'node:fs';
import { NotAFile, openFileSync } from '../../store/files/index.ts';
import { INVALID_NAME, isInvalidName } from '../invalid-name.ts';
import { MAX_IMAGE_FILE_BYTES } from '../limits.ts';
import { LINK, RefusedImage } from './refused.ts';

const REASONS: Record<string, string> = {
  EACCES: 'may not be read',
  EPERM: 'may not be read',
  ENOENT: 'not there any more',
  ENAMETOOLONG: 'its path is too long',
  ELOOP: LINK,
  EIO: 'the disk could not read it',
};

function bytesOf(file: number): Buffer {
  const { size } = fstatSync(file);
  if (size === 0) throw new RefusedImage('an empty file');
  if (size > MAX_IMAGE_FILE_BYTES)
    throw new RefusedImage(`too large: a file of ${Math.round(size / 2 ** 20).toLocaleString('en')} MiB`);
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  for (let read = -1; read !== 0 && length < size; length += read)
    read = readSync(file, bytes, length, size - length, null);
  // Shorter where somebody cut it meanwhile.
  return bytes.subarray(0, length);
}

/** The bytes of one image file, read without waiting: the process has nothing else to do meanwhile. @throws RefusedImage */
export function readImageFile(path: string): Buffer {
  try {
    // Swapped for a link or a pipe after the folder was listed, a file must neither lead elsewhere nor block.
    const file = openFileSync(path, { follow: false });
    try {
      return bytesOf(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof RefusedImage) throw error;
    if (error instanceof NotAFile) throw new RefusedImage('not a file', { cause: error });
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? 'it could not be read';
    throw new RefusedImage(isInvalidName(path) ? INVALID_NAME : reason, { cause: error });
  }
}
