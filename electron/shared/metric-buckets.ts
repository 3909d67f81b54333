import { METRIC_NAMES, type MetricName, type MetricRow } from './run.ts';

/** What a chart asks of a run: the steps from `from` to `to`, both included, in at most `buckets` pieces. */
export interface MetricRange {
  from: number;
  to: number;
  /** At most this many pieces: usually one per pixel. */
  buckets: number;
}

/** More pieces than any screen has pixels. */
export const MAX_BUCKETS = 20_000;

/** A metric over the rows of each bucket; NaN where none of them is a finite number. */
export interface BucketColumns {
  min: number[];
  max: number[];
  mean: number[];
}

/** Every metric that is drawn over the steps; the critic's estimate is the mean of D(x) less that of D(G(z)). */
export const CHARTED = [
  ...METRIC_NAMES.filter((name): name is Exclude<MetricName, 'step'> => name !== 'step'),
  'criticEstimate',
] as const;
export type ChartedMetric = (typeof CHARTED)[number];

/** A charted metric of a row. */
export const chartedValue = (row: MetricRow, metric: ChartedMetric): number =>
  metric === 'criticEstimate' ? row.dReal - row.dFake : row[metric];

/** Rows in pieces, oldest first; pieces without a row are left out. */
export interface MetricBuckets {
  /** First and last logged step of each bucket, and how many rows it holds. */
  first: number[];
  last: number[];
  rows: number[];
  metrics: Record<ChartedMetric, BucketColumns>;
  /** Where the rows end that were known, in bytes: what is logged later follows from this offset. */
  nextOffset: number;
}
