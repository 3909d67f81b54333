const SHORTEST_MEMORY = 20;
const MEMORY_SHARE = 1 / 50;

/**
 * How much of each new value enters the average. Twenty steps are remembered (k = 0.05), and in long runs a
 * fiftieth of the run, so that the line is as calm at 100,000 steps as at 1,000.
 */
export const smoothingFor = (length: number): number => 1 / Math.max(SHORTEST_MEMORY, length * MEMORY_SHARE);

/**
 * Exponential average of a series. It begins as if the mean of the first twenty values had been seen twenty
 * times before, and is corrected for what it has not seen (as Adam corrects its moments: divided by
 * 1 − (1 − k)^t): so the line starts at the data, and not at the first outlier.
 * Values that are not finite stay as they are and do not enter the average.
 */
export function smooth(values: Float64Array, k: number): Float64Array {
  const result = new Float64Array(values.length);
  let unseen = (1 - k) ** SHORTEST_MEMORY;
  let mean = meanOfFirst(values) * (1 - unseen);
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) {
      result[index] = Number.NaN;
      continue;
    }
    mean += (value - mean) * k;
    unseen *= 1 - k;
    result[index] = mean / (1 - unseen);
  }
  return result;
}

function meanOfFirst(values: Float64Array): number {
  const first = values.subarray(0, SHORTEST_MEMORY).filter((value) => Number.isFinite(value));
  return first.length === 0 ? 0 : first.reduce((sum, value) => sum + value, 0) / first.length;
}
