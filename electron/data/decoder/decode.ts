import { showsColour, toGrey, toRgb } from './colour.ts';
import { isCutOff } from './cut-off.ts';
import { frame, liesOnItsSide, upright } from './frame.ts';
import { tellsOfLoss, withoutHarmlessFaults } from './jpeg.ts';
import type { ImageLook, ImageTarget } from './messages.ts';
import { openImage, type OpenedImage } from './open.ts';
import { withLargestWindow } from './png.ts';
import { cutOff, damagedImage, notRead, RefusedImage } from './refused.ts';
import { otherKind, sniffImage } from './sniff.ts';

export { prepareDecoder } from './open.ts';

/** How sharp makes an image smaller for each fit; what is cut, added or enlarged comes after. */
const SHRINKS = { crop: 'outside', pad: 'inside', stretch: 'fill' } as const;

/** Smaller, upright, then framed: an image that has the wanted size already is not resampled. */
async function render({ image, orientation }: OpenedImage, target: ImageTarget): Promise<Uint8Array> {
  const { width, height, fit, channels } = target;
  const stored = liesOnItsSide(orientation) ? { width: height, height: width } : { width, height };
  const { data, info } = await image
    .resize({
      ...stored,
      fit: SHRINKS[fit],
      withoutEnlargement: true,
      kernel: 'lanczos3',
      fastShrinkOnLoad: false,
    })
    .toBuffer({ resolveWithObject: true });
  const framed = frame(upright({ ...info, data }, orientation), target);
  if (info.channels === channels) return framed;
  if (info.channels === 3) return toGrey(framed);
  if (info.channels === 1) return toRgb(framed);
  throw damagedImage();
}

/** Side of the small picture in which colour is looked for. */
const LOOK_SIZE = 32;

async function look({ image, width, height, orientation }: OpenedImage): Promise<ImageLook> {
  // A JPEG is read at an eighth of its size.
  const { data, info } = await image
    .resize({ width: LOOK_SIZE, height: LOOK_SIZE, fit: 'fill', fastShrinkOnLoad: true })
    .toBuffer({ resolveWithObject: true });
  const colour = info.channels === 3 && showsColour(data);
  return liesOnItsSide(orientation) ? { width: height, height: width, colour } : { width, height, colour };
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
 * @returns height × width × channels bytes, rows first, channels last.
 * @throws RefusedImage with the reason in words.
 */
export const decodeImage = (bytes: Uint8Array, target: ImageTarget): Promise<Uint8Array> =>
  read(bytes, (opened) => render(opened, target));

/** Finds out how large one image is, and whether it shows colour. @throws RefusedImage */
export const lookAtImage = (bytes: Uint8Array): Promise<ImageLook> => read(bytes, look);
