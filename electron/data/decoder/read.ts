import { asStill, avifFrames } from './avif.ts';
import { isCutOff } from './cut-off.ts';
import { tellsOfLoss, withoutHarmlessFaults } from './jpeg.ts';
import { openImage, type OpenedImage } from './open.ts';
import { withLargestWindow } from './png.ts';
import { cutOff, damagedImage, notRead, RefusedImage } from './refused.ts';
import { otherKind, sniffImage } from './sniff.ts';

type Work<Result> = (opened: OpenedImage) => Promise<Result>;

/** Only its warnings tell of damage within a JPEG's data; those that tell of something else do not count. */
async function readJpeg<Result>(bytes: Uint8Array, work: Work<Result>): Promise<Result> {
  const sound = withoutHarmlessFaults(bytes);
  try {
    return await work(await openImage('jpeg', sound, 'warning'));
  } catch (error) {
    if (error instanceof RefusedImage || tellsOfLoss(messageOf(error))) throw error;
    return work(await openImage('jpeg', sound, 'error'));
  }
}

async function readPng<Result>(bytes: Uint8Array, work: Work<Result>): Promise<Result> {
  try {
    return await work(await openImage('png', bytes, 'error'));
  } catch (error) {
    const mended = error instanceof RefusedImage ? null : withLargestWindow(bytes);
    if (!mended) throw error;
    return work(await openImage('png', mended, 'error'));
  }
}

/** Opens an image, told by its content, and works on it, twice where its first try tells of a fault. @throws RefusedImage */
export async function read<Result>(bytes: Uint8Array, work: Work<Result>): Promise<Result> {
  const format = sniffImage(bytes);
  if (!format) throw notRead(otherKind(bytes));
  try {
    switch (format) {
      case 'jpeg':
        return await readJpeg(bytes, work);
      case 'png':
        return await readPng(bytes, work);
      case 'gif':
        // A frame that ends too soon is no more than a warning to its decoder.
        return await work(await openImage(format, bytes, 'warning'));
      case 'avif': {
        const opened = await openImage(format, asStill(bytes), 'error');
        return await work({ ...opened, frames: avifFrames(bytes) });
      }
      case 'webp':
      case 'bmp':
      case 'tiff':
        return await work(await openImage(format, bytes, 'error'));
    }
  } catch (error) {
    if (error instanceof RefusedImage) throw error;
    throw isCutOff(format, bytes, messageOf(error)) ? cutOff() : damagedImage();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
