import { innerProducts } from './inner-products.ts';
import { normals, type DrawKey } from '../random/draws.ts';

/** Unit vectors in the space of images or of their features, one after another. */
export interface Directions {
  /** [count, size] */
  values: Float32Array;
  count: number;
  /** Numbers of an image, or of its features. */
  size: number;
}

/** A set along each direction, in ascending order: all that the distance asks of it. */
export type Slices = readonly Float64Array[];

/** Directions at random, each as likely as any other: normal numbers, brought to length 1. */
export function drawDirections(key: DrawKey, count: number, size: number): Directions {
  const values = normals(key, count * size);
  for (let from = 0; from < values.length; from += size) {
    const vector = values.subarray(from, from + size);
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    for (const [at, value] of vector.entries()) vector[at] = value / length;
  }
  return { values, count, size };
}

/** @param images their pixels or features, [n, size], one after another */
export const slicesOf = (images: Uint8Array | Float64Array, { values, count, size }: Directions): Slices =>
  Array.from({ length: count }, (_, direction) =>
    innerProducts(Float64Array.from(values.subarray(direction * size, (direction + 1) * size)), images).sort(),
  );

/** @returns the greatest whole number that divides both */
const commonDivisor = (one: number, other: number): number => (other === 0 ? one : commonDivisor(other, one % other));

/**
 * Wasserstein-1 distance of two sets of numbers in ascending order: the cheapest way to move one onto the other takes both
 * in order. All numbers of a set weigh the same, in whole units, so that both weigh as much: 1 each in sets of one size.
 */
function wasserstein(one: Float64Array, other: Float64Array): number {
  const divisor = commonDivisor(one.length, other.length);
  const [weight, weightBeside] = [other.length / divisor, one.length / divisor];
  let [sum, place, beside] = [0, 0, 0];
  let [left, leftBeside] = [weight, weightBeside];
  while (place < one.length) {
    const moved = Math.min(left, leftBeside);
    sum += Math.abs((one[place] as number) - (other[beside] as number)) * moved;
    left -= moved;
    leftBeside -= moved;
    if (left === 0) [place, left] = [place + 1, weight];
    if (leftBeside === 0) [beside, leftBeside] = [beside + 1, weightBeside];
  }
  return sum / (one.length * weight);
}

/**
 * How far two sets lie apart: the sliced Wasserstein distance, the mean over the directions of the
 * Wasserstein-1 distance of what the sets are along one (J. Rabin, G. Peyré, J. Delon, M. Bernot, "Wasserstein
 * Barycenter and Its Application to Texture Mixing", SSVM 2011; for GANs, on patches, T. Karras, T. Aila, S. Laine,
 * J. Lehtinen, "Progressive Growing of GANs", ICLR 2018). 0 for equal sets, in the unit of the pixels or features.
 */
export const slicedWasserstein = (one: Slices, other: Slices): number =>
  one.reduce((sum, along, direction) => sum + wasserstein(along, other[direction] as Float64Array), 0) / one.length;
