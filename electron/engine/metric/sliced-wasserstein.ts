import { normals, type DrawKey } from '../random/draws.ts';

/** Unit vectors in the space of images, one after another. */
export interface Directions {
  /** [count, size] */
  values: Float32Array;
  count: number;
  /** Numbers of an image. */
  size: number;
}

/** Images along each direction, in ascending order: all that the distance asks of them. */
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

/** @param images [n, size], one after another */
export function sliceImages(images: Uint8Array, { values, count, size }: Directions): Slices {
  const number = images.length / size;
  return Array.from({ length: count }, (_, direction) => {
    const along = new Float64Array(number);
    const from = direction * size;
    for (let image = 0; image < number; image++) {
      const start = image * size;
      let sum = 0;
      for (let at = 0; at < size; at++) sum += (values[from + at] as number) * (images[start + at] as number);
      along[image] = sum;
    }
    return along.sort();
  });
}

/**
 * How far two sets of as many images lie apart: the sliced Wasserstein distance, the mean over the directions of the
 * Wasserstein-1 distance of what the images are along one (J. Rabin, G. Peyré, J. Delon, M. Bernot, "Wasserstein
 * Barycenter and Its Application to Texture Mixing", SSVM 2011; for GANs, on patches, T. Karras, T. Aila, S. Laine,
 * J. Lehtinen, "Progressive Growing of GANs", ICLR 2018). In one dimension the cheapest way to move one set onto the
 * other takes both in order. 0 for equal sets, in the unit of the pixels.
 */
export function slicedWasserstein(one: Slices, other: Slices): number {
  const distances = one.map((along, direction) => {
    const beside = other[direction];
    if (beside?.length !== along.length) throw new Error('Only sets of as many images can be compared.');
    return along.reduce((sum, value, rank) => sum + Math.abs(value - (beside[rank] as number)), 0) / along.length;
  });
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}
