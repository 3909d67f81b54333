import { createHash } from 'node:crypto';
import type { Sharp } from 'sharp';
import { areaOf, type CropWindow } from '@shared/import/crop-window.ts';
import { isInverted } from '@shared/import/ground.ts';
import type { PictureFacts } from '@shared/import/facts.ts';
import type { Half } from '@shared/import/options.ts';
import { HALVES, isSideBySide } from '@shared/import/side-by-side.ts';
import { toGrey } from '@shared/picture-measures.ts';
import { backgroundOf, type Background } from './background.ts';
import { inksToRgb, toRgb } from './colour.ts';
import { COPY_SIDE, factsOf } from './facts.ts';
import { frame, liesOnItsSide, storedArea, upright } from './frame.ts';
import type { ImageTarget, Rendered, Thumbnail } from './messages.ts';
import type { OpenedImage } from './open.ts';
import { damagedImage, noPair } from './refused.ts';
import type { Raster } from './resample.ts';
import { inverted } from './tones.ts';

/** How sharp makes an image smaller for each fit; what is cut, added or enlarged comes after. */
const SHRINKS = { crop: 'outside', pad: 'inside', stretch: 'fill' } as const;

interface Size {
  width: number;
  height: number;
  fit: 'outside' | 'inside' | 'fill';
  /** Whether a JPEG may be read at an eighth of its size: fit to look at, not to train on. */
  fastShrinkOnLoad: boolean;
}

function overBackground({ image, hasAlpha }: OpenedImage, background: Background): Sharp {
  const own = image.clone();
  // Through a picture of greys a colour shows only once it is one of colours.
  const shows = hasAlpha && !['black', 'white'].includes(background);
  return (shows ? own.pipelineColourspace('srgb') : own).flatten({ background });
}

/** The whole picture, upright, over a background; an image that has the wanted size already is not resampled. */
async function shrunk(opened: OpenedImage, background: Background, size: Size): Promise<Raster> {
  const { orientation, inks } = opened;
  const { width, height, ...resize } = size;
  const sides = liesOnItsSide(orientation) ? { width: height, height: width } : { width, height };
  const { data, info } = await overBackground(opened, background)
    .resize({ ...sides, ...resize, withoutEnlargement: true, kernel: 'lanczos3' })
    .toBuffer({ resolveWithObject: true });
  const stored = inks ? { ...info, channels: 3, data: inksToRgb(data) } : { ...info, data };
  return upright(stored, orientation);
}

/** @param from channels there are @param to channels there shall be */
function inChannels(from: number, to: number, pixels: Uint8Array): Uint8Array {
  if (from === to) return pixels;
  if (from === 3) return toGrey(pixels);
  if (from === 1) return toRgb(pixels);
  throw damagedImage();
}

/** Side of the copy that a look is taken of. */
export const COPY = { width: COPY_SIDE, height: COPY_SIDE, fit: 'fill' } as const;

/** Whether something shows through, on a small copy. */
async function isTransparent({ image, hasAlpha }: OpenedImage): Promise<boolean> {
  if (!hasAlpha) return false;
  const alpha = await image.clone().resize(COPY).extractChannel('alpha').toBuffer();
  return alpha.some((value) => value < 255);
}

/** Width and height of a picture as it is shown. */
const uprightSides = ({ width, height, orientation }: OpenedImage): { width: number; height: number } =>
  liesOnItsSide(orientation) ? { width: height, height: width } : { width, height };

/** @param whole the picture, upright @param bytes the file's */
async function factsFrom(opened: OpenedImage, whole: Raster, bytes: Uint8Array): Promise<PictureFacts> {
  const { format, orientation, deep, frames } = opened;
  return factsOf(whole, {
    ...{ format, ...uprightSides(opened), turned: orientation !== 1, deep, frames },
    transparent: await isTransparent(opened),
    digest: digestOf(bytes),
  });
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The same of a PNG that needs no more than its pixels. */
export function factsOfPlain(whole: Raster, bytes: Uint8Array): PictureFacts {
  const { width, height } = whole;
  const head = { width, height, turned: false, deep: false, frames: 1, transparent: false };
  return factsOf(whole, { format: 'png', ...head, digest: digestOf(bytes) });
}

/** An image, or one half of it: what of the stored one is shown, where it is not all. */
interface Part {
  opened: OpenedImage;
  /** Of the stored picture, in its pixels. */
  whole: OpenedImage;
  left: number;
  top: number;
}

/** @throws RefusedImage where it holds no two pictures side by side */
export function partOf(opened: OpenedImage, half?: Half): Part {
  if (!half) return { opened, whole: opened, left: 0, top: 0 };
  const sides = uprightSides(opened);
  if (!isSideBySide(sides)) throw noPair(sides);
  const { left, top, ...size } = storedArea(areaOf(HALVES[half], sides), sides, opened.orientation);
  const image = opened.image.clone().extract({ left, top, ...size });
  return { opened: { ...opened, ...size, image }, whole: opened, left, top };
}

/** The part of an image that a window of the upright picture shows. */
function cutTo(window: CropWindow, { opened, whole, left, top }: Part): OpenedImage {
  const sides = uprightSides(opened);
  const area = storedArea(areaOf(window, sides), sides, opened.orientation);
  // Of two cuts sharp would make the second after resizing.
  return { ...opened, image: whole.image.clone().extract({ ...area, left: left + area.left, top: top + area.top }) };
}

/** The window of a picture that is shown, where one was set by hand. */
export const windowOf = ({ fit, crop }: ImageTarget): CropWindow | null =>
  fit === 'crop' && typeof crop === 'object' ? crop : null;

/** In its tones, framed. @param shown made smaller before, as far as the fit asks */
export function finished(shown: Raster, facts: PictureFacts, target: ImageTarget): Rendered {
  const { channels, padding, tones } = target;
  const toned = isInverted(tones, facts) ? inverted(shown) : shown;
  // Beside greys a colour shows only once they are colours too.
  const inColour = padding.startsWith('#') && channels === 3 && toned.channels === 1;
  const framed = inColour ? { ...toned, channels: 3, data: toRgb(toned.data) } : toned;
  return { facts, pixels: inChannels(framed.channels, channels, frame(framed, target)) };
}

/** Smaller, upright, in its tones, then framed. Facts are of the whole picture, whatever part of it is shown. */
export async function render(part: Part, bytes: Uint8Array, target: ImageTarget): Promise<Rendered> {
  const { opened } = part;
  const { width, height, fit } = target;
  const size = { width, height, fit: SHRINKS[fit], fastShrinkOnLoad: false };
  const background = await backgroundOf(opened, target.background);
  const window = windowOf(target);
  const whole = await shrunk(opened, background, window ? { ...COPY, fastShrinkOnLoad: true } : size);
  const facts = await factsFrom(opened, whole, bytes);
  return finished(window ? await shrunk(cutTo(window, part), background, size) : whole, facts, target);
}

/** What a picture is, over black. */
export const look = async ({ opened }: Part, bytes: Uint8Array): Promise<PictureFacts> =>
  factsFrom(opened, await shrunk(opened, 'black', { ...COPY, fastShrinkOnLoad: true }), bytes);

/** The picture itself, in colour, its longest side as given; never enlarged. */
export async function thumbnail({ opened }: Part, chosen: ImageTarget['background'], side: number): Promise<Thumbnail> {
  const background = await backgroundOf(opened, chosen);
  const size = { width: side, height: side, fit: 'inside', fastShrinkOnLoad: true } as const;
  const { width, height, channels, data } = await shrunk(opened, background, size);
  return { width, height, pixels: inChannels(channels, 3, data) };
}
