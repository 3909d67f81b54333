import sharp, { type Sharp } from 'sharp';
import { MAX_IMAGE_PIXELS } from '../limits.ts';
import { decodeBmp } from './bmp.ts';
import { isCutOff } from './cut-off.ts';
import type { ImageTarget } from './messages.ts';
import { cutOff, damagedImage, RefusedImage, tooLarge } from './refused.ts';
import { sniffImage, type ImageFormat } from './sniff.ts';

const BLACK = { r: 0, g: 0, b: 0 };
const FITS = { crop: 'cover', pad: 'contain', stretch: 'fill' } as const;

/** Once a process: small images gain nothing from sharp's threads and cache, and only these decoders are wanted. */
export function prepareDecoder(): void {
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['VipsForeignLoadPng', 'VipsForeignLoadJpeg', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif'],
  });
}

async function openEncoded(bytes: Buffer, failOn: 'error' | 'warning'): Promise<Sharp> {
  const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
  if (width * height > MAX_IMAGE_PIXELS) throw tooLarge(width, height);
  return sharp(bytes, { limitInputPixels: MAX_IMAGE_PIXELS, sequentialRead: true, failOn, autoOrient: true });
}

function openBmp(bytes: Buffer): Sharp {
  const { data, width, height } = decodeBmp(bytes);
  return sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: MAX_IMAGE_PIXELS });
}

/** Rec. 601 luma, as Pillow's "L": red, green and blue that agree keep their value exactly. */
function toGrey(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let index = 0; index < grey.length; index += 1) {
    const at = index * 3;
    grey[index] = (19_595 * (rgb[at] ?? 0) + 38_470 * (rgb[at + 1] ?? 0) + 7_471 * (rgb[at + 2] ?? 0) + 32_768) >> 16;
  }
  return grey;
}

function toRgb(grey: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: grey.length * 3 }, (_, index) => grey[Math.floor(index / 3)] ?? 0);
}

/** Upright, over black, in sRGB, at the wanted size; an image that has that size already is not resampled. */
async function render(image: Sharp, { size, channels, fit }: ImageTarget): Promise<Uint8Array> {
  const { data, info } = await image
    .flatten({ background: BLACK })
    .resize({
      width: size,
      height: size,
      fit: FITS[fit],
      background: BLACK,
      kernel: 'lanczos3',
      fastShrinkOnLoad: false,
    })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels === channels) return Uint8Array.from(data);
  if (info.channels === 3) return toGrey(data);
  if (info.channels === 1) return toRgb(data);
  throw damagedImage();
}

async function decodeAs(format: ImageFormat, bytes: Buffer, target: ImageTarget): Promise<Uint8Array> {
  if (format === 'bmp') return render(openBmp(bytes), target);
  if (format !== 'jpeg') return render(await openEncoded(bytes, 'error'), target);
  try {
    // Only its warnings tell of damage within a JPEG's data.
    return await render(await openEncoded(bytes, 'warning'), target);
  } catch (error) {
    // A few bytes too many between two segments are common, and harmless.
    if (!(error instanceof Error && error.message.includes('extraneous bytes'))) throw error;
    return render(await openEncoded(bytes, 'error'), target);
  }
}

/**
 * Decodes one image, of any format Forger reads, told by its content.
 * @returns size × size × channels bytes, rows first, channels last.
 * @throws RefusedImage with the reason in words.
 */
export async function decodeImage(bytes: Buffer, target: ImageTarget): Promise<Uint8Array> {
  const format = sniffImage(bytes);
  if (!format) throw new RefusedImage('not an image that Forger reads (PNG, JPEG, WebP, GIF, BMP)');
  try {
    return await decodeAs(format, bytes, target);
  } catch (error) {
    if (error instanceof RefusedImage) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw isCutOff(format, bytes, message) ? cutOff() : damagedImage();
  }
}
