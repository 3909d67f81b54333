import type { MetricName } from '@shared/run.ts';
import type { MetricsView } from '../metrics/buffer.ts';
import { meanOf } from '../metrics/epochs.ts';
import { PARTS } from './thresholds.ts';

/** The means of a metric in equal parts of a run, oldest first; NaN where there was no number. */
export interface Course {
  /** Step at the end of each part. */
  steps: number[];
  of(metric: MetricName): number[];
}

export function courseOf(view: MetricsView): Course {
  const parts = Math.min(PARTS, view.length);
  const ends = Array.from({ length: parts }, (_, part) => Math.round(((part + 1) * view.length) / parts));
  const known = new Map<MetricName, number[]>();
  const read = (metric: MetricName): number[] =>
    ends.map((end, part) => meanOf(view.columns[metric], view.rows, ends[part - 1] ?? 0, end) ?? Number.NaN);
  return {
    steps: ends.map((end) => view.columns.step[end - 1] ?? 0),
    of: (metric) => {
      const means = known.get(metric) ?? read(metric);
      known.set(metric, means);
      return means;
    },
  };
}

/** How many of the newest parts are "now". */
const NOW = 2;

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
export const now = (values: readonly number[]): number => mean(values.slice(-NOW));
/** The stretch as long as the newest quarter, just before it. */
export const quarterBefore = (values: readonly number[]): number =>
  mean(values.slice(-2 * quarter(values), -quarter(values)));
export const newestQuarter = (values: readonly number[]): number => mean(values.slice(-quarter(values)));
const quarter = (values: readonly number[]): number => Math.max(1, Math.floor(values.length / 4));

/** Index of the least value from `from` on; -1 when there is none. */
export function leastFrom(values: readonly number[], from: number): number {
  let best = -1;
  values.forEach((value, index) => {
    if (index >= from && value < (values[best] ?? Number.POSITIVE_INFINITY)) best = index;
  });
  return best;
}
