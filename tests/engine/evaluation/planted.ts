import { openDataset } from '../../../electron/data/index.ts';
import type { Pictures } from '../../../electron/engine/evaluation/measure.ts';
import { normals, permutation, uniforms } from '../../../electron/engine/random/draws.ts';
import { BUNDLED } from '../support/library.ts';

type Seen = Omit<Pictures, 'features'>;

/** Pictures and their labels. */
export interface Labelled extends Seen {
  labels: Uint16Array;
}

const keyed = (step: number) => ({ seed: 16, purpose: 'sampleLatents', step }) as const;

/** Clothes of the data set that ships, in grey. */
export async function clothes(count: number): Promise<Labelled> {
  const { record, pixels, labels } = await openDataset('', BUNDLED, 'fashion-mnist');
  const size = 28 * 28;
  const numbers = permutation(keyed(1), record.count).subarray(0, count);
  return {
    count,
    image: record.image,
    pixels: Uint8Array.from(
      { length: count * size },
      (_, at) => pixels[numbers[Math.floor(at / size)]! * size + (at % size)]!,
    ),
    labels: Uint16Array.from(numbers, (number) => labels![number]!),
  };
}

/** Clothes in a colour of their own, before another that grows darker from top to bottom. */
export function coloured({ count, image, pixels, labels }: Labelled): Labelled {
  const { height, width } = image;
  const inks = uniforms(keyed(2), count * 6, 0, 255);
  return {
    count,
    image: { height, width, channels: 3 },
    pixels: Uint8Array.from({ length: pixels.length * 3 }, (_, at) => {
      const [value, channel] = [Math.floor(at / 3), at % 3];
      const picture = Math.floor(value / (height * width));
      const row = Math.floor(value / width) % height;
      const behind = inks[picture * 6 + channel]! * (1 - row / (2 * height));
      return Math.round(behind + (pixels[value]! / 255) * (inks[picture * 6 + 3 + channel]! - behind));
    }),
    labels,
  };
}

/** A Gaussian with a standard deviation of half a pixel, both ways. */
export function blurred({ count, image, pixels }: Seen): Seen {
  const { height, width, channels } = image;
  const beside = Math.exp(-2);
  const along = (values: Float64Array, stride: number, length: number): Float64Array =>
    values.map((value, at) => {
      const place = Math.floor(at / stride) % length;
      const before = place > 0 ? values[at - stride]! : value;
      const after = place + 1 < length ? values[at + stride]! : value;
      return (value + beside * (before + after)) / (1 + 2 * beside);
    });
  const across = along(Float64Array.from(pixels), channels, width);
  return { count, image, pixels: Uint8Array.from(along(across, channels * width, height), Math.round) };
}

/** Normal noise with a standard deviation of 5 grey levels. */
export function noisy({ count, image, pixels }: Seen): Seen {
  const noise = normals(keyed(3), pixels.length);
  return {
    count,
    image,
    pixels: pixels.map((value, at) => Math.min(255, Math.max(0, Math.round(value + 5 * noise[at]!)))),
  };
}

/** Some of these numbers, each once. @param step the same gives the same */
export const some = (of: readonly number[], count: number, step: number): number[] =>
  Array.from(permutation(keyed(100 + step), of.length).subarray(0, count), (place) => of[place]!);
