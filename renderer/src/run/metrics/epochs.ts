import type { MetricName } from '@shared/run.ts';
import { firstIndexAtLeast, type MetricsView } from './buffer.ts';

/** Means of some metrics over the steps after one moment and up to the next. */
export interface MeanRow {
  /** Index of the moment the row ends at. */
  moment: number;
  means: (number | null)[];
}

function meanOf(values: Float64Array, from: number, to: number): number | null {
  let sum = 0;
  let count = 0;
  for (let index = from; index < to; index++) {
    const value = values[index] ?? Number.NaN;
    if (Number.isFinite(value)) {
      sum += value;
      count++;
    }
  }
  return count === 0 ? null : sum / count;
}

/**
 * One row of means for each moment after the first: what a chart says, as a table.
 * @param steps the moments' steps, ascending
 */
export function meansByMoment(view: MetricsView, steps: readonly number[], names: readonly MetricName[]): MeanRow[] {
  const rows: MeanRow[] = [];
  for (let moment = 1; moment < steps.length; moment++) {
    const from = firstIndexAtLeast(view.columns.step, view.length, (steps[moment - 1] ?? 0) + 1);
    const to = firstIndexAtLeast(view.columns.step, view.length, (steps[moment] ?? 0) + 1);
    if (to > from) rows.push({ moment, means: names.map((name) => meanOf(view.columns[name], from, to)) });
  }
  return rows;
}
