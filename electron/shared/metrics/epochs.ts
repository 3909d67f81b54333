import { firstIndexAtLeast, type MetricsView } from './buffer.ts';

/** Means of some series over the steps after one moment and up to the next. */
export interface MeanRow {
  /** Index of the moment the row ends at. */
  moment: number;
  means: (number | null)[];
}

/** Mean of the finite values of some pieces, each weighed by its rows; null without any. */
export function meanOf(values: Float64Array, rows: Float64Array, from: number, to: number): number | null {
  let sum = 0;
  let count = 0;
  for (let index = from; index < to; index++) {
    const value = values[index] ?? Number.NaN;
    if (Number.isFinite(value)) {
      const weight = rows[index] ?? 0;
      sum += weight * value;
      count += weight;
    }
  }
  return count === 0 ? null : sum / count;
}

/**
 * One row of means for each moment after the first: what a chart says, as a table. A piece counts for the moment up to
 * which its last row lies.
 * @param steps the moments' steps, ascending
 * @param series each with one value for each piece
 */
export function meansByMoment<Name extends string>(
  view: MetricsView<Name>,
  steps: readonly number[],
  series: readonly Float64Array[],
): MeanRow[] {
  const rows: MeanRow[] = [];
  for (let moment = 1; moment < steps.length; moment++) {
    const from = firstIndexAtLeast(view.columns.step, view.length, (steps[moment - 1] ?? 0) + 1);
    const to = firstIndexAtLeast(view.columns.step, view.length, (steps[moment] ?? 0) + 1);
    if (to > from) rows.push({ moment, means: series.map((values) => meanOf(values, view.rows, from, to)) });
  }
  return rows;
}
