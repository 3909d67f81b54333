/** A step, and the number that its generator is ranked by: the lower the better. */
export interface Score {
  step: number;
  score: number;
}

const isBetter = (one: Score, other: Score): boolean =>
  one.score < other.score || (one.score === other.score && one.step < other.step);

/** The best, of equals that of the earliest step, in whatever order they are given. */
export const bestOf = (scores: readonly Score[]): Score | null =>
  scores.reduce<Score | null>((best, one) => (best === null || isBetter(one, best) ? one : best), null);

/** Least evaluations in a row without improvement: right after the start they lie close together. */
const LEAST_WITHOUT = 3;

/** A generator that was best at a step, and has not been better since for as long as it took to get there. */
export interface PastBest {
  best: number;
  /** The newest step that was measured. */
  at: number;
}

/** Whether a generator is past its best. @param scores in the order of the steps */
export function pastBest(scores: readonly Score[]): PastBest | null {
  const best = bestOf(scores);
  const newest = scores.at(-1);
  if (!best || !newest) return null;
  const without = scores.filter(({ step }) => step > best.step).length;
  return newest.step >= 2 * best.step && without >= LEAST_WITHOUT ? { best: best.step, at: newest.step } : null;
}
