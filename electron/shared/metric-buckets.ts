import type { MetricName } from './run.ts';

/** What a chart asks of a run: the steps from `from` to `to`, both included, in at most `buckets` pieces. */
export interface MetricRange {
  from: number;
  to: number;
  /** At most this many pieces: usually one per pixel. */
  buckets: number;
}

/** A metric over the rows of each bucket; NaN where none of them is a finite number. */
export interface BucketColumns {
  min: number[];
  max: number[];
  mean: number[];
}

export type ChartedMetric = Exclude<MetricName, 'step'>;

/** Rows in pieces, oldest first; pieces without a row are left out. */
export interface MetricBuckets {
  /** First and last logged step of each bucket, and how many rows it holds. */
  first: number[];
  last: number[];
  rows: number[];
  metrics: Record<ChartedMetric, BucketColumns>;
}
