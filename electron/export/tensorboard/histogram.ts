import type { Histogram } from './event.ts';

/** TensorBoard draws 30; twice as many and a few keep their edges from showing. */
const BUCKETS = 64;

/**
 * The histogram of a weight, in buckets of equal width from its least to its greatest value: weights around one
 * (batch norm's scales) would all fall into a few buckets of growing width. Numbers that are not finite are left out.
 */
export function histogramOf(values: Float32Array): Histogram {
  let [min, max, num, sum, sumSquares] = [Infinity, -Infinity, 0, 0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    num += 1;
    sum += value;
    sumSquares += value * value;
  }
  if (num === 0) return { min: 0, max: 0, num, sum, sumSquares, bucketLimit: [], bucket: [] };
  if (min === max) return { min, max, num, sum, sumSquares, bucketLimit: [max], bucket: [num] };
  const counts = new Float64Array(BUCKETS);
  const perWidth = BUCKETS / (max - min);
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const bucket = Math.min(BUCKETS - 1, Math.floor((value - min) * perWidth));
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  const [low, high] = [min, max];
  const bucketLimit = Array.from({ length: BUCKETS }, (_, bucket) =>
    bucket === BUCKETS - 1 ? high : low + ((bucket + 1) * (high - low)) / BUCKETS,
  );
  return { min, max, num, sum, sumSquares, bucketLimit, bucket: [...counts] };
}
