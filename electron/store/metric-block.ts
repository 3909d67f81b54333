import { CHARTED, chartedValue } from '@shared/metric-buckets.ts';
import type { MetricRow } from '@shared/run.ts';

/** Rows that follow each other, summed up. */
export interface MetricSummary {
  firstStep: number;
  lastStep: number;
  rows: number;
  /**
   * Four numbers for each of {@link CHARTED}: least, greatest, sum, and how many rows they are of, for NaN and
   * infinities are left out. One array, because a million steps have half a million of them.
   */
  values: Float64Array;
}

/** Numbers for each metric in {@link MetricSummary.values}. */
export const PER_METRIC = 4;
const EMPTY = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];

export const emptySummary = (): MetricSummary => ({
  firstStep: Number.NaN,
  lastStep: Number.NaN,
  rows: 0,
  values: Float64Array.from({ length: PER_METRIC * CHARTED.length }, (_, at) => EMPTY[at % PER_METRIC] ?? 0),
});

function extend(summary: MetricSummary, firstStep: number, lastStep: number, rows: number): void {
  if (summary.rows === 0) summary.firstStep = firstStep;
  summary.lastStep = lastStep;
  summary.rows += rows;
}

function addSpan(values: Float64Array, at: number, min: number, max: number, sum: number, finite: number): void {
  values[at] = Math.min(values[at] ?? min, min);
  values[at + 1] = Math.max(values[at + 1] ?? max, max);
  values[at + 2] = (values[at + 2] ?? 0) + sum;
  values[at + 3] = (values[at + 3] ?? 0) + finite;
}

export function addRow(summary: MetricSummary, row: MetricRow): void {
  extend(summary, row.step, row.step, 1);
  for (const [metric, name] of CHARTED.entries()) {
    const value = chartedValue(row, name);
    if (Number.isFinite(value)) addSpan(summary.values, PER_METRIC * metric, value, value, value, 1);
  }
}

export function addSummary(summary: MetricSummary, { firstStep, lastStep, rows, values }: MetricSummary): void {
  extend(summary, firstStep, lastStep, rows);
  for (let at = 0; at < values.length; at += PER_METRIC) {
    const [min = 0, max = 0, sum = 0, finite = 0] = [values[at], values[at + 1], values[at + 2], values[at + 3]];
    if (finite > 0) addSpan(summary.values, at, min, max, sum, finite);
  }
}

/** Least, greatest and mean of a metric; NaN where no row has a number. */
export function spanOf({ values }: MetricSummary, metric: number): { min: number; max: number; mean: number } {
  const at = PER_METRIC * metric;
  const finite = values[at + 3] ?? 0;
  const known = (value: number | undefined): number => (finite > 0 ? (value ?? Number.NaN) : Number.NaN);
  return { min: known(values[at]), max: known(values[at + 1]), mean: known((values[at + 2] ?? 0) / finite) };
}

/** A summary of {@link BLOCK_ROWS} rows, and where their lines lie in metrics.jsonl. */
export interface MetricBlock extends MetricSummary {
  /** First byte of its first line, and the byte after its last. */
  start: number;
  end: number;
}

/** Rows in a block: so few that reading one is nothing, so many that a million rows are 31,250 blocks. */
export const BLOCK_ROWS = 32;
