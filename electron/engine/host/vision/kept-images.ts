import { permutation } from '../../random/draws.ts';

/** The most images of a data set whose features are kept: 7.7 MB. */
export const MOST_KEPT = 10_000;

/** Images of a data set whose features are kept: all, or 10,000 that its size alone decides. */
export function keptImages(count: number): Uint32Array {
  if (count <= MOST_KEPT) return Uint32Array.from({ length: count }, (_, index) => index);
  return permutation({ seed: 0, purpose: 'featureImages', step: 0 }, count).slice(0, MOST_KEPT).sort();
}
