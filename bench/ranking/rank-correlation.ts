/** Ranks from 1; equal values share the mean of theirs. */
function ranksOf(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 + 1);
}

/**
 * Spearman's rank correlation of two lists of the same things: from −1, opposite orders, to 1, the same order (C. Spearman,
 * "The Proof and Measurement of Association between Two Things", 1904). NaN where one of them is all equal.
 */
export function rankCorrelation(one: readonly number[], other: readonly number[]): number {
  const [first, second] = [ranksOf(one), ranksOf(other)];
  const mean = (one.length + 1) / 2;
  const product = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, rank, at) => sum + (rank - mean) * ((b[at] ?? mean) - mean), 0);
  return product(first, second) / Math.sqrt(product(first, first) * product(second, second));
}
