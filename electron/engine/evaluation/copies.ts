import { LOOKS, type Look } from '@shared/verdict/verdict.ts';
import { nearestOf, rowsOf, squaredLengths, type Nearest, type Rows } from './rows.ts';

/** A copy lies nearer to a training image than this share of the way from there to the next one. */
const WAY = 1 / 2;

/** @param distance squared, from a training image @param spacing squared, from there to the next one; Infinity where there is none */
export const isCopy = (distance: number, spacing: number): boolean =>
  Number.isFinite(spacing) && distance < WAY ** 2 * spacing;

/** Pictures looked up in one go, before others run. */
const AT_ONCE = 50;
/** Of so many of its own pictures the data's usual share is taken. */
const MOST_USUAL = 250;

/**
 * The two ways in which pictures are compared: by their features, scaled, and as small pictures, in grey levels. Features see the
 * finest grain first, which a G that knows a picture by heart still adds to it; small pictures do not see it at all.
 */
export type Looks<T> = Record<Look, T>;

/** Pictures whose rows differ by less than this in the root mean square are one picture: standard deviations, and grey levels. */
const SAME: Looks<number> = { features: 1e-3, small: 2 };

/** @param distance squared @param size of a row */
export const isSame = (look: Look, distance: number, size: number): boolean => distance <= SAME[look] ** 2 * size;

/** Training images in one look, ready to be looked up. */
export interface Known {
  rows: Rows;
  /** Squared length of each row. */
  lengths: Float64Array;
  /** Of each row, its {@link spacingOf} once it was asked for; NaN before. */
  spacing: Float64Array;
}

const knownOf = (rows: Rows): Known => ({
  rows,
  lengths: squaredLengths(rows),
  spacing: new Float64Array(rows.count).fill(Number.NaN),
});

/** Training images in both. */
export interface Trained extends Looks<Known> {
  /** The {@link usualShare} of them, once it was asked for. */
  usual: number | null;
}

/** @returns null for fewer than two */
export const trainedOf = ({ features, small }: Looks<Rows>): Trained | null =>
  features.count < 2
    ? null
    : {
        features: knownOf(features),
        small: knownOf(small),
        usual: null,
      };

/** @param numbers of training images @param but see {@link nearestOf} */
const nearestOther = (look: Look, { rows, lengths }: Known, numbers: Uint32Array, but?: Uint32Array): Nearest =>
  nearestOf(rowsOf(rows, numbers), rows, lengths, SAME[look] ** 2 * rows.size, but);

/** Of training images, the squared distance to the nearest other one that is not the same. Many fakes ask for the same: it is kept. */
export function spacingOf(look: Look, known: Known, numbers: Uint32Array): Float64Array {
  const { spacing } = known;
  const missing = Uint32Array.from(new Set(numbers.filter((row) => Number.isNaN(spacing[row]))));
  nearestOther(look, known, missing).distances.forEach((distance, at) => (spacing[missing[at] as number] = distance));
  return Float64Array.from(numbers, (row) => spacing[row] as number);
}

/** The training image nearest to each picture, and whether that one is a copy of it. */
function nearestCopied(look: Look, pictures: Rows, known: Known): Nearest & { copied: boolean[] } {
  const nearest = nearestOf(pictures, known.rows, known.lengths, -1);
  const spacing = spacingOf(look, known, nearest.numbers);
  const copied = Array.from(nearest.distances, (distance, at) => isCopy(distance, spacing[at] ?? Infinity));
  return { ...nearest, copied };
}

/** Whether training images would be called copies, had the others alone been trained on. @param numbers of them */
function copiedOfOthers(look: Look, known: Known, numbers: Uint32Array): boolean[] {
  const nearest = nearestOther(look, known, numbers);
  const spacing = nearestOther(look, known, nearest.numbers, numbers).distances;
  return Array.from(nearest.distances, (distance, at) => isCopy(distance, spacing[at] ?? Infinity));
}

/** How many of `total` are so in either look, piece by piece. */
async function shareOf(
  total: number,
  copied: (look: Look, numbers: Uint32Array) => boolean[],
  pause: () => Promise<void>,
): Promise<number> {
  let found = 0;
  for (let from = 0; from < total; from += AT_ONCE) {
    const numbers = Uint32Array.from({ length: Math.min(AT_ONCE, total - from) }, (_, at) => from + at);
    const [byFeatures, bySight] = LOOKS.map((look) => copied(look, numbers));
    found += [...numbers.keys()].filter((at) => byFeatures?.[at] || bySight?.[at]).length;
    await pause();
  }
  return found / total;
}

/**
 * The share of the data's own pictures that the test calls copies of the others: pictures of a series lie near to each other without
 * any having been copied. Of at most 250 pictures, from all over the set.
 */
export async function usualShare(trained: Trained, pause: () => Promise<void>): Promise<number> {
  const { count } = trained.features.rows;
  const some = Math.min(count, MOST_USUAL);
  const place = (at: number): number => Math.floor((at * count) / some);
  return shareOf(some, (look, numbers) => copiedOfOthers(look, trained[look], numbers.map(place)), pause);
}

/**
 * Copies: the share of fakes that are training images, or nearly: those that lie, in either look, less than half as far from a
 * training image as this one lies from the nearest other training image, beyond the share of the data's own pictures of which that is
 * true (the nearest-neighbour test of memorisation, held against the data's own neighbours as in C. Meehan, K. Chaudhuri, S. Dasgupta,
 * "A Non-Parametric Test to Detect Data-Copying in Generative Models", AISTATS 2020): (share − usual) / (1 − usual), 0 at least.
 * From 0 to 1, lower is better: near 0 for new pictures of the data, 1 where every fake was learnt by heart. Images that the data
 * holds twice are one. No image need be held out. The data's spacing is taken where the fake is, so that fakes among pictures that
 * are much alike, or blurred to a mean of many, are no copies. Null for fewer than two training images, and where all of them are usual.
 * @param pause awaited now and then
 */
export async function copies(
  fakes: Looks<Rows>,
  trained: Trained | null,
  pause: () => Promise<void>,
): Promise<number | null> {
  if (trained === null) return null;
  trained.usual ??= await usualShare(trained, pause);
  const share = await shareOf(
    fakes.features.count,
    (look, numbers) => nearestCopied(look, rowsOf(fakes[look], numbers), trained[look]).copied,
    pause,
  );
  return trained.usual === 1 ? null : Math.max(0, (share - trained.usual) / (1 - trained.usual));
}
