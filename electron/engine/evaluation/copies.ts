import { nearestOf, rowsOf, squaredLengths, type Rows } from './rows.ts';

/** Pictures whose features differ by less than this in the root mean square, in standard deviations, are one picture. */
export const SAME = 1e-3;
/** A copy lies nearer to a training image than this share of the way from there to the next one. */
const WAY = 1 / 2;

/** @param distance squared @param size number of features */
export const isSame = (distance: number, size: number): boolean => distance <= SAME ** 2 * size;
/** @param distance squared, from a training image @param spacing squared, from there to the next one */
export const isCopy = (distance: number, spacing: number): boolean => distance < WAY ** 2 * spacing;

/** Fakes looked up in one go, before others run. */
const AT_ONCE = 50;

/** Training images, ready to be looked up. */
export interface Trained {
  rows: Rows;
  /** Squared length of each row. */
  lengths: Float64Array;
}

/** @returns null for fewer than two */
export const trainedOf = (rows: Rows): Trained | null =>
  rows.count < 2 ? null : { rows, lengths: squaredLengths(rows) };

/**
 * Copies: the share of fakes that are training images, or nearly: those that lie, in features, less than half as far from a training
 * image as this one lies from the nearest other training image (the nearest-neighbour test of memorisation, held against the
 * data's own neighbours as in C. Meehan, K. Chaudhuri, S. Dasgupta, "A Non-Parametric Test to Detect Data-Copying in Generative Models",
 * AISTATS 2020). From 0 to 1, lower is better: near 0 for new pictures of the data, 1 where every fake was learnt by heart. Images that
 * the data holds twice are one. No image need be held out. The data's spacing is taken where the fake is, so that fakes among pictures
 * that are much alike, or blurred to a mean of many, are no copies. Null for fewer than two training images.
 * @param pause awaited now and then
 */
export async function copies(fakes: Rows, trained: Trained | null, pause: () => Promise<void>): Promise<number | null> {
  if (trained === null) return null;
  const { rows, lengths } = trained;
  let found = 0;
  for (let from = 0; from < fakes.count; from += AT_ONCE) {
    const number = Math.min(AT_ONCE, fakes.count - from);
    const some = rowsOf(
      fakes,
      Uint32Array.from({ length: number }, (_, at) => from + at),
    );
    const { distances, numbers } = nearestOf(some, rows, lengths, -1);
    const spacing = nearestOf(rowsOf(rows, numbers), rows, lengths, SAME ** 2 * rows.size).distances;
    found += distances.filter((distance, at) => isCopy(distance, spacing[at] as number)).length;
    await pause();
  }
  return found / fakes.count;
}
