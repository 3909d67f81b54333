import { ForgerError } from '@shared/contract/errors.ts';
import { columnMeans, type Rows } from './rows.ts';

/** What features are brought to one measure by. */
export interface Scaling {
  /** Of each feature. */
  mean: Float64Array;
  /** Of each feature; above 0. */
  spread: Float64Array;
}

/** A feature that hardly varies counts as if it varied by this share of the median of those that vary. */
const FLOOR = 0.2;

const median = (sorted: Float64Array): number => sorted[Math.floor(sorted.length / 2)] as number;

/**
 * Mean and standard deviation of each feature over the real pictures. Standardised so, every feature weighs the same,
 * whatever its unit, and a picture's inner product with itself is about the number of features: cubed, as in KID, raw
 * ones reach millions. The floor keeps a feature that is nearly constant in the data from outweighing all others.
 * @param features [count, size]
 * @throws {ForgerError} `invalid-request` where all pictures are alike: nothing can be measured against them
 */
export function scalingOf(features: Float32Array, count: number): Scaling {
  const size = features.length / count;
  const mean = columnMeans(features, size);
  const squares = Float64Array.from(features, (value, at) => (value - (mean[at % size] as number)) ** 2);
  const spread = columnMeans(squares, size).map((square) => Math.sqrt((square * count) / (count - 1)));
  const varying = spread.filter((value, feature) => value > 1e-6 * Math.abs(mean[feature] as number)).sort();
  if (varying.length === 0)
    throw new ForgerError(
      'invalid-request',
      'The pictures of the data set are all alike: give it different ones, so that fakes can be held against them.',
    );
  const floor = FLOOR * median(varying);
  return { mean, spread: spread.map((value) => Math.max(value, floor)) };
}

/** Features as standardised rows. @param features [n, size], in the order of the scaling */
export function scale(features: Float32Array, { mean, spread }: Scaling): Rows {
  const size = mean.length;
  const values = Float64Array.from(
    features,
    (value, at) => (value - (mean[at % size] as number)) / (spread[at % size] as number),
  );
  if (!values.every(Number.isFinite)) throw new Error('Only features that are finite numbers can be compared.');
  return { values, count: features.length / size, size };
}
