import { LABEL_COLOURS, labelInk, labelStrip, type LabelStrip } from '@shared/animation/label.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { ImageShape } from '@shared/network/layers.ts';

/** How a frame becomes a picture of the animation: each pixel a square, and a strip with the label below. */
export interface Composition {
  source: ImageShape;
  /** Shape of the picture. */
  shape: ImageShape;
  scale: number;
  strip: LabelStrip | null;
}

const number = new Intl.NumberFormat('en');
/** Sides of a picture: what every program still opens. */
const MOST_SIDE = 4096;
/** Pixels of all frames together: some minutes of encoding. */
const MOST_PIXELS = 2 ** 28;

/** @throws {ForgerError} `invalid-request` when the animation would be too large, or its labels too wide */
export function composition(
  source: ImageShape,
  { scale, label }: { scale: number; label: boolean },
  labels: readonly string[],
): Composition {
  const width = source.width * scale;
  const strip = label ? labelStrip(labels, width) : null;
  if (label && strip === null)
    throw new ForgerError(
      'invalid-request',
      'The label does not fit below so small a picture. Choose a larger pixel size, or no label.',
    );
  const height = source.height * scale + (strip?.height ?? 0);
  if (width > MOST_SIDE || height > MOST_SIDE)
    throw new ForgerError(
      'invalid-request',
      `The pictures would be ${number.format(width)} × ${number.format(height)} pixels, and ${number.format(MOST_SIDE)} a side is the most. Choose a smaller pixel size.`,
    );
  if (width * height * labels.length > MOST_PIXELS)
    throw new ForgerError(
      'invalid-request',
      `${number.format(labels.length)} frames of ${number.format(width)} × ${number.format(height)} pixels are too many. Choose a smaller pixel size, or fewer frames.`,
    );
  return { source, shape: { width, height, channels: source.channels }, scale, strip };
}

/** Fills a square of one grey level. */
function fill(
  pixels: Uint8Array,
  { width, channels }: ImageShape,
  x: number,
  y: number,
  side: number,
  level: number,
): void {
  for (let row = y; row < y + side; row++) {
    const start = (row * width + x) * channels;
    pixels.fill(level, start, start + side * channels);
  }
}

/** A frame, enlarged, above its label. */
export function compose(pixels: Uint8Array, label: string, { source, shape, scale, strip }: Composition): Uint8Array {
  const { channels } = shape;
  const line = shape.width * channels;
  const picture = new Uint8Array(shape.height * line);
  for (let row = 0; row < source.height; row++) {
    const top = row * scale * line;
    for (let column = 0; column < source.width; column++)
      for (let channel = 0; channel < channels; channel++) {
        const level = pixels[(row * source.width + column) * channels + channel] as number;
        const left = top + column * scale * channels + channel;
        for (let copy = 0; copy < scale; copy++) picture[left + copy * channels] = level;
      }
    for (let copy = 1; copy < scale; copy++) picture.copyWithin(top + copy * line, top, top + line);
  }
  if (strip === null) return picture;
  const below = source.height * scale;
  picture.fill(LABEL_COLOURS.paper, below * line);
  for (const { x, y, side } of labelInk(label, strip)) fill(picture, shape, x, below + y, side, LABEL_COLOURS.ink);
  return picture;
}
