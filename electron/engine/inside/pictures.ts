import type { Pictures } from '@shared/inside.ts';

/** Most pictures of a layer, most values of them in all, and the longest side of one. */
export const MOST_PICTURES = 64;
export const MOST_VALUES = 2 ** 17;
export const LONGEST_SIDE = 64;

const BYTE = 255;

/** Each picture by itself: its least value black, its greatest white; one that has a single value is black. */
export function stretchedEach(values: Float32Array, shape: { width: number; height: number }, of: number): Pictures {
  const size = shape.width * shape.height;
  const count = values.length / size;
  const pixels = new Uint8Array(values.length);
  for (let from = 0; from < values.length; from += size) {
    let [least, most] = [Infinity, -Infinity];
    for (let at = from; at < from + size; at++) {
      const value = values[at] as number;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    const scale = most > least ? BYTE / (most - least) : 0;
    for (let at = from; at < from + size; at++) pixels[at] = Math.round(((values[at] as number) - least) * scale);
  }
  return { width: shape.width, height: shape.height, channels: 1, count, of, pixels };
}

/** All pictures alike: zero is the middle grey, the value furthest from it black or white. */
export function stretchedTogether(
  values: Float32Array,
  shape: Pick<Pictures, 'width' | 'height' | 'channels'>,
  of: number,
): Pictures {
  const furthest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = furthest > 0 && Number.isFinite(furthest) ? BYTE / 2 / furthest : 0;
  const pixels = Uint8Array.from(values, (value) => Math.round(BYTE / 2 + value * scale));
  return { ...shape, count: values.length / (shape.width * shape.height * shape.channels), of, pixels };
}
