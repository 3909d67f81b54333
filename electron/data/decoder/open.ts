import sharp, { type Metadata, type Sharp } from 'sharp';
import { MOST_FRAMES, type ImageFormat } from '@shared/import/facts.ts';
import { MAX_IMAGE_PIXELS } from '../limits.ts';
import { decodeBmp } from './bmp.ts';
import type { Orientation } from './frame.ts';
import { tooLarge, tooManyFrames } from './refused.ts';

/** An image as it is stored: upright only where its orientation is 1. */
export interface OpenedImage {
  format: ImageFormat;
  image: Sharp;
  /** In pixels, as stored. */
  width: number;
  height: number;
  orientation: Orientation;
  /** It may be transparent: what of it is lies in its pixels. */
  hasAlpha: boolean;
  /** Its pixels are cyan, magenta, yellow and black, for want of a profile that says what colours these are. */
  inks: boolean;
  /** More than 8 bits a channel. */
  deep: boolean;
  frames: number;
}

/** Once a process: small images gain nothing from sharp's threads and cache, and only these decoders are wanted. */
export function prepareDecoder(): void {
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: [
      'VipsForeignLoadPng',
      'VipsForeignLoadJpeg',
      'VipsForeignLoadWebp',
      'VipsForeignLoadNsgif',
      'VipsForeignLoadTiff',
      'VipsForeignLoadHeif',
    ],
  });
}

/** What sharp calls channels of 8 bits or fewer. */
const EIGHT_BITS = new Set<string>(['uchar', 'char']);

/**
 * Where an image has 16 bits, it has 8 before anything else is done: else sharp takes its profile to another space than
 * that of 8 bits (colour, to Display P3) or not at all (grey), and the same picture gets other tones.
 */
function withEightBits(image: Sharp, { depth, channels, icc }: Metadata): Sharp {
  if (depth !== 'ushort') return image;
  // A profile of greys fits greys alone; without one, colours are the better way: there alpha is not rounded down.
  return image.pipelineColourspace(icc && channels <= 2 ? 'b-w' : 'srgb');
}

/** Of inks without a profile libvips would make what some press prints; others mix them as light. */
const hasInks = ({ space, channels, depth, icc }: Metadata): boolean =>
  space === 'cmyk' && channels === 4 && depth === 'uchar' && !icc;

async function openEncoded(format: ImageFormat, bytes: Uint8Array, failOn: 'error' | 'warning'): Promise<OpenedImage> {
  const facts = await sharp(bytes, { limitInputPixels: false, failOn }).metadata();
  const { width, height, hasAlpha, pages: frames = 1 } = facts;
  if (width * height > MAX_IMAGE_PIXELS) throw tooLarge(width, height);
  if (frames > MOST_FRAMES) throw tooManyFrames(frames);
  const image = sharp(bytes, { limitInputPixels: MAX_IMAGE_PIXELS, sequentialRead: true, failOn });
  const opened = {
    image: hasInks(facts) ? image.pipelineColourspace('cmyk') : withEightBits(image, facts),
    ...{ format, width, height, frames, hasAlpha },
    orientation: orientationOf(facts),
    deep: !EIGHT_BITS.has(facts.depth),
    inks: hasInks(facts),
  };
  return heldIfSmall(withRawPixels(opened), facts.icc !== undefined);
}

const orientationOf = ({ orientation = 1 }: Metadata): Orientation =>
  orientation >= 1 && orientation <= 8 ? (orientation as Orientation) : 1;

function openBmp(bytes: Uint8Array): OpenedImage {
  const { data, width, height } = decodeBmp(bytes);
  const head = { format: 'bmp', width, height, orientation: 1, inks: false, deep: false, frames: 1 } as const;
  return { ...head, ...fromPixels(data, width, height) };
}

/** Red, green, blue and alpha in memory. */
const fromPixels = (data: Uint8Array, width: number, height: number): Pick<OpenedImage, 'image' | 'hasAlpha'> => ({
  image: sharp(data, { raw: { width, height, channels: 4 }, limitInputPixels: MAX_IMAGE_PIXELS }),
  hasAlpha: data.some((value, at) => at % 4 === 3 && value < 255),
});

/** So many pixels may be held, at four bytes each. */
const MOST_HELD_PIXELS = 4_000_000;

/**
 * A PNG that may be transparent, decoded: it is drawn over a background, and its alpha is looked at, and decoding it
 * twice for that would take twice as long. One with a profile stays as it is, as its profile comes before its background.
 */
async function heldIfSmall(opened: OpenedImage, hasProfile: boolean): Promise<OpenedImage> {
  const { format, image, width, height, hasAlpha, deep } = opened;
  if (format !== 'png' || !hasAlpha || hasProfile || deep || width * height > MOST_HELD_PIXELS) return opened;
  const { data, info } = await image.clone().toBuffer({ resolveWithObject: true });
  return info.channels === 4 ? { ...opened, ...fromPixels(data, width, height) } : opened;
}

const withRawPixels = (opened: OpenedImage): OpenedImage => {
  opened.image.toColourspace(opened.inks ? 'cmyk' : 'srgb').raw({ depth: 'uchar' });
  return opened;
};

/**
 * Opens an image of any format: in sRGB, grey or inks; its pixels are read later.
 * @param failOn what its decoder gives up at: at an error, or at a warning too.
 */
export async function openImage(
  format: ImageFormat,
  bytes: Uint8Array,
  failOn: 'error' | 'warning',
): Promise<OpenedImage> {
  if (format === 'bmp') return withRawPixels(openBmp(bytes));
  return withRawPixels(await openEncoded(format, bytes, failOn));
}
