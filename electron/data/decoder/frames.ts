import sharp from 'sharp';
import { MOST_FRAMES } from '@shared/import/facts.ts';
import { MAX_IMAGE_PIXELS } from '../limits.ts';
import { damagedImage, RefusedImage, tooLarge, tooManyFrames } from './refused.ts';
import { sniffImage } from './sniff.ts';

/** Some frames of a moving picture. */
export interface Frames {
  /** Each a PNG: one of every so many, in their order. */
  frames: Uint8Array[];
  /** How many the picture has. */
  total: number;
}

/** So many pixels are decoded at once: a frame builds on those before it, which are decoded with it. */
const PIXELS_AT_ONCE = 2 ** 24;
const CHANNELS = 4;
/** They are read once, and soon. */
const PNG = { compressionLevel: 1 } as const;

/**
 * Frames of a moving GIF or WebP, drawn out, as many as are decoded at once.
 * @param from number of the first one, from 0 on
 * @param every so many-th is given
 * @throws RefusedImage
 */
export async function framesOf(bytes: Uint8Array, from: number, every: number): Promise<Frames> {
  const format = sniffImage(bytes);
  if (format !== 'gif' && format !== 'webp') throw new RefusedImage('not a moving picture');
  const failOn = format === 'gif' ? 'warning' : 'error';
  try {
    const { width, height, pages: total = 1 } = await sharp(bytes, { limitInputPixels: false, failOn }).metadata();
    if (width * height > MAX_IMAGE_PIXELS) throw tooLarge(width, height);
    if (total > MOST_FRAMES) throw tooManyFrames(total);
    const atOnce = Math.floor(PIXELS_AT_ONCE / (width * height));
    const pages = Math.min(total - from, every < atOnce ? atOnce : 1);
    const tall = await sharp(bytes, { limitInputPixels: MAX_IMAGE_PIXELS, failOn, page: from, pages })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer();
    const length = width * height * CHANNELS;
    const frames: Uint8Array[] = [];
    for (let page = 0; page < pages; page += every) {
      const pixels = tall.subarray(page * length, (page + 1) * length);
      frames.push(
        await sharp(pixels, { raw: { width, height, channels: CHANNELS } })
          .png(PNG)
          .toBuffer(),
      );
    }
    return { frames, total };
  } catch (error) {
    throw error instanceof RefusedImage ? error : damagedImage();
  }
}
