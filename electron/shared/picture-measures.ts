import type { ImageShape } from './network/layers.ts';

/**
 * What can be said of one picture's pixels alone: pure, and defined here once for the decoder, for the data set browser and
 * for the survey of a data set.
 */

/** What the pictures of a data set can be sorted by, in the order in which a picture's values are kept. */
export const MEASURES = ['sharpness', 'brightness', 'contrast', 'colourfulness'] as const;
export type Measure = (typeof MEASURES)[number];
/** All in grey levels, 0 … 255; see the functions below. */
export type PictureMeasures = Record<Measure, number>;

/**
 * Brightness of each pixel as Pillow's "L": Rec. 601 luma. Red, green and blue that agree keep their value exactly.
 * @param rgb three bytes a pixel
 */
export function toGrey(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let index = 0; index < grey.length; index += 1) {
    const at = index * 3;
    grey[index] = (19_595 * (rgb[at] ?? 0) + 38_470 * (rgb[at + 1] ?? 0) + 7_471 * (rgb[at + 2] ?? 0) + 32_768) >> 16;
  }
  return grey;
}

/** Mean and standard deviation, divided by their number. */
export function spreadOf(values: Uint8Array): { brightness: number; contrast: number } {
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return { brightness: mean, contrast: Math.sqrt(Math.max(0, squares / values.length - mean * mean)) };
}

/**
 * How sharp a picture is: the root mean square of the Laplacian, each pixel inside against the mean of its four neighbours. It
 * ranks as the energy of the Laplacian does (Subbarao et al. 1993, "Focusing techniques"; as its variance: Pech-Pacheco et al. 2000,
 * "Diatom autofocusing in brightfield microscopy"), and is told in grey levels.
 * @param grey [height, width] @returns 0 where no pixel has four neighbours
 */
export function sharpnessOf(grey: Uint8Array, { height, width }: Pick<ImageShape, 'height' | 'width'>): number {
  let sum = 0;
  for (let y = 1; y < height - 1; y += 1)
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const beside = (grey[at - 1] ?? 0) + (grey[at + 1] ?? 0);
      const around = beside + (grey[at - width] ?? 0) + (grey[at + width] ?? 0);
      const off = around / 4 - (grey[at] ?? 0);
      sum += off * off;
    }
  const inside = Math.max(0, height - 2) * Math.max(0, width - 2);
  return inside === 0 ? 0 : Math.sqrt(sum / inside);
}

/**
 * How colourful a picture is: Hasler & Süsstrunk 2003, "Measuring colourfulness in natural images", equation 7, on
 * red − green and (red + green) / 2 − blue.
 * @param rgb three bytes a pixel
 */
function colourfulnessOf(rgb: Uint8Array): number {
  const count = rgb.length / 3;
  let [across, acrossSquares, along, alongSquares] = [0, 0, 0, 0];
  for (let at = 0; at < rgb.length; at += 3) {
    const [red, green, blue] = [rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0];
    const [redGreen, yellowBlue] = [red - green, (red + green) / 2 - blue];
    across += redGreen;
    acrossSquares += redGreen * redGreen;
    along += yellowBlue;
    alongSquares += yellowBlue * yellowBlue;
  }
  const means = (across / count) ** 2 + (along / count) ** 2;
  const variances = acrossSquares / count + alongSquares / count - means;
  return Math.sqrt(Math.max(0, variances)) + 0.3 * Math.sqrt(means);
}

/** @param pixels height × width × channels, rows first, channels last */
export function measuresOf(pixels: Uint8Array, image: ImageShape): PictureMeasures {
  const grey = image.channels === 3 ? toGrey(pixels) : pixels;
  return {
    ...spreadOf(grey),
    sharpness: sharpnessOf(grey, image),
    colourfulness: image.channels === 3 ? colourfulnessOf(pixels) : 0,
  };
}

/** Those that tell something of such pictures. */
export const measuresFor = ({ channels }: Pick<ImageShape, 'channels'>): readonly Measure[] =>
  MEASURES.filter((measure) => measure !== 'colourfulness' || channels === 3);
