import { integers, normals } from '../../../electron/engine/random/draws.ts';
import type { Pictures, TrainedImages } from '../../../electron/engine/evaluation/measure.ts';
import { smallPictures } from '../../../electron/engine/evaluation/small-pictures.ts';

export const SIZE = 192;

/** Pictures at random, with features at random. @param seed the same gives the same */
export function madeUp(
  seed: number,
  count: number,
  { side = 16, channels = 1, size = SIZE }: { side?: number; channels?: number; size?: number } = {},
): Pictures {
  const key = { seed, purpose: 'sampleLatents', step: 0 } as const;
  return {
    count,
    image: { height: side, width: side, channels },
    pixels: Uint8Array.from(integers(key, count * side * side * channels, 256)),
    features: normals(key, count * size).map((value, at) => value * (1 + (at % 7)) + (at % 5)),
  };
}

/** Some of the pictures, in the order given; a number may come several times. */
export function chosen({ image, pixels, features }: Pictures, numbers: readonly number[]): Pictures {
  const [values, size] = [image.height * image.width * image.channels, features.length];
  const width = size / (pixels.length / values);
  const made = new Uint8Array(numbers.length * values);
  const seen = new Float32Array(numbers.length * width);
  for (const [place, number] of numbers.entries()) {
    made.set(pixels.subarray(number * values, (number + 1) * values), place * values);
    seen.set(features.subarray(number * width, (number + 1) * width), place * width);
  }
  return { count: numbers.length, image, pixels: made, features: seen };
}

/** Pictures as training images that copies are looked for among. */
export const seenBefore = (pictures: Pictures): TrainedImages => ({
  features: pictures.features,
  small: smallPictures(pictures),
});
