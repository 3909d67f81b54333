import { NotAFile, openFile } from '../../store/files/index.ts';
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

/** The bytes of one image file. @throws RefusedImage */
export async function readImageFile(path: string): Promise<Buffer> {
  try {
    // Swapped for a link or a pipe after the folder was listed, a file must neither lead elsewhere nor block.
    const file = await openFile(path, { follow: false });
    try {
      const stats = await file.stat();
      if (stats.size === 0) throw new RefusedImage('an empty file');
      if (stats.size > MAX_IMAGE_FILE_BYTES) {
        throw new RefusedImage(`too large: a file of ${Math.round(stats.size / 2 ** 20).toLocaleString('en')} MiB`);
      }
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof RefusedImage) throw error;
    if (error instanceof NotAFile) throw new RefusedImage('not a file', { cause: error });
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? 'it could not be read';
    throw new RefusedImage(path.includes('\uFFFD') ? 'its name is not valid text' : reason, { cause: error });
  }
}
