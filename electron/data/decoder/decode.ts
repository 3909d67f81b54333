import { createHash } from 'node:crypto';
import type { PictureFacts } from '@shared/import/facts.ts';
import { toGrey, toRgb } from './colour.ts';
import { isCutOff } from './cut-off.ts';
import { COPY_SIDE, factsOf, type HeadFacts } from './facts.ts';
import { frame, liesOnItsSide, upright } from './frame.ts';
import { tellsOfLoss, withoutHarmlessFaults } from './jpeg.ts';
import type { ImageTarget } from './messages.ts';
import { openImage, type OpenedImage } from './open.ts';
import { withLargestWindow } from './png.ts';
import { cutOff, damagedImage, notRead, RefusedImage } from './refused.ts';
import type { Raster } from './resample.ts';
import { otherKind, sniffImage } from './sniff.ts';

export { prepareDecoder } from './open.ts';

/** How sharp makes an image smaller for each fit; what is cut, added or enlarged comes after. */
const SHRINKS = { crop: 'outside', pad: 'inside', stretch: 'fill' } as const;

/** A picture as it was read for some purpose. */
interface Rendered {
  /** Upright, all of it, as small as its purpose asks. */
  whole: Raster;
  pixels: Uint8Array;
  transparent: boolean;
}

const BLACK = { r: 0, g: 0, b: 0 };

/** Smaller, upright, then framed: an image that has the wanted size already is not resampled. */
async function render(opened: OpenedImage, target: ImageTarget): Promise<Rendered> {
  const { image, orientation } = opened;
  const { width, height, fit, channels } = target;
  const stored = liesOnItsSide(orientation) ? { width: height, height: width } : { width, height };
  const { data, info } = await image
    .clone()
    .flatten({ background: BLACK })
    .resize({
      ...stored,
      fit: SHRINKS[fit],
      withoutEnlargement: true,
      kernel: 'lanczos3',
      fastShrinkOnLoad: false,
    })
    .toBuffer({ resolveWithObject: true });
  const whole = upright({ ...info, data }, orientation);
  return {
    whole,
    pixels: inChannels(info.channels, channels, frame(whole, target)),
    transparent: await isTransparent(opened),
  };
}

/** @param from channels there are @param to channels there shall be */
function inChannels(from: number, to: number, pixels: Uint8Array): Uint8Array {
  if (from === to) return pixels;
  if (from === 3) return toGrey(pixels);
  if (from === 1) return toRgb(pixels);
  throw damagedImage();
}

const COPY = { width: COPY_SIDE, height: COPY_SIDE, fit: 'fill' } as const;

const holdsTransparent = (alpha: Uint8Array): boolean => alpha.some((value) => value < 255);

/** Whether something shows through, on the small copy: whoever can be transparent seldom is. */
async function isTransparent({ image, hasAlpha }: OpenedImage): Promise<boolean> {
  return hasAlpha && holdsTransparent(await image.clone().resize(COPY).extractChannel('alpha').toBuffer());
}

function headOf(opened: OpenedImage, bytes: Uint8Array, transparent: boolean): HeadFacts {
  const { format, width, height, orientation, deep, frames } = opened;
  const digest = createHash('sha256').update(bytes).digest('hex');
  const upright = liesOnItsSide(orientation) ? { width: height, height: width } : { width, height };
  return { format, ...upright, turned: orientation !== 1, transparent, deep, frames, digest };
}

async function look(opened: OpenedImage): Promise<Omit<Rendered, 'pixels'>> {
  const { image, orientation } = opened;
  // A JPEG is read at an eighth of its size.
  const { data, info } = await image
    .clone()
    .flatten({ background: BLACK })
    .resize({ ...COPY, fastShrinkOnLoad: true })
    .toBuffer({ resolveWithObject: true });
  return { whole: upright({ ...info, data }, orientation), transparent: await isTransparent(opened) };
}

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

async function read<Result>(bytes: Uint8Array, work: Work<Result>): Promise<Result> {
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
      case 'webp':
      case 'bmp':
      case 'tiff':
      case 'avif':
        return await work(await openImage(format, bytes, 'error'));
    }
  } catch (error) {
    if (error instanceof RefusedImage) throw error;
    throw isCutOff(format, bytes, messageOf(error)) ? cutOff() : damagedImage();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Decodes one image, of any format Forger reads, told by its content.
 * @returns height × width × channels bytes, rows first, channels last; and what the image is.
 * @throws RefusedImage with the reason in words.
 */
export const decodeImage = (
  bytes: Uint8Array,
  target: ImageTarget,
): Promise<{ pixels: Uint8Array; facts: PictureFacts }> =>
  read(bytes, async (opened) => {
    const { pixels, whole, transparent } = await render(opened, target);
    return { pixels, facts: factsOf(whole, headOf(opened, bytes, transparent)) };
  });

/** Finds out what one image is, without making it. @throws RefusedImage */
export const lookAtImage = (bytes: Uint8Array): Promise<PictureFacts> =>
  read(bytes, async (opened) => {
    const { whole, transparent } = await look(opened);
    return factsOf(whole, headOf(opened, bytes, transparent));
  });
