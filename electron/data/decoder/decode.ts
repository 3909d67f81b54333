import sharp, { type Sharp } from 'sharp';
import { MAX_IMAGE_PIXELS } from '../limits.ts';
import { decodeBmp } from './bmp.ts';
import { isCutOff } from './cut-off.ts';
import type { ImageLook, ImageTarget } from './messages.ts';
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

/** Side of the small picture in which colour is looked for. */
const LOOK_SIZE = 32;
/** Channels that lie further apart show a colour, and more than the noise of a JPEG. */
const COLOUR_DISTANCE = 24;
/** So much of a picture is coloured, or it counts as grey. */
const COLOUR_AREA = 0.01;

function showsColour(rgb: Uint8Array): boolean {
  let coloured = 0;
  for (let at = 0; at < rgb.length; at += 3) {
    const [red = 0, green = 0, blue = 0] = rgb.subarray(at, at + 3);
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > COLOUR_DISTANCE) coloured += 1;
  }
  return coloured > COLOUR_AREA * (rgb.length / 3);
}

async function lookAs(format: ImageFormat, bytes: Buffer): Promise<ImageLook> {
  const image = format === 'bmp' ? openBmp(bytes) : await openEncoded(bytes, 'error');
  const { autoOrient } = await image.metadata();
  // A JPEG is read at an eighth of its size.
  const small = await image
    .flatten({ background: BLACK })
    .resize({ width: LOOK_SIZE, height: LOOK_SIZE, fit: 'fill', fastShrinkOnLoad: true })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { ...autoOrient, colour: small.info.channels === 3 && showsColour(small.data) };
}

/**
 * Decodes one image, of any format Forger reads, told by its content.
 * @returns size × size × channels bytes, rows first, channels last.
 * @throws RefusedImage with the reason in words.
 */
export const decodeImage = (bytes: Buffer, target: ImageTarget): Promise<Uint8Array> =>
  inWords(bytes, (format) => decodeAs(format, bytes, target));

/** Finds out how large one image is, and whether it shows colour. @throws RefusedImage */
export const lookAtImage = (bytes: Buffer): Promise<ImageLook> => inWords(bytes, (format) => lookAs(format, bytes));

async function inWords<Result>(bytes: Buffer, work: (format: ImageFormat) => Promise<Result>): Promise<Result> {
  const format = sniffImage(bytes);
  if (!format) throw new RefusedImage('not an image that Forger reads (PNG, JPEG, WebP, GIF, BMP)');
  try {
    return await work(format);
  } catch (error) {
    if (error instanceof RefusedImage) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw isCutOff(format, bytes, message) ? cutOff() : damagedImage();
  }
}
