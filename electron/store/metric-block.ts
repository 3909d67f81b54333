import type { ChartedMetric } from '@shared/metric-buckets.ts';
import { METRIC_NAMES, type MetricRow } from '@shared/run.ts';

/** Every metric that is drawn over the steps. */
export const CHARTED = METRIC_NAMES.filter((name): name is ChartedMetric => name !== 'step');

/** One metric over some rows; NaN and infinities are left out. */
export interface MetricSpan {
  readonly name: ChartedMetric;
  min: number;
  max: number;
  sum: number;
  /** How many of the rows have a finite number. */
  finite: number;
}

/** Rows that follow each other, summed up. */
export interface MetricSummary {
  firstStep: number;
  lastStep: number;
  rows: number;
  /** In the order of {@link CHARTED}. */
  spans: MetricSpan[];
}

export const emptySummary = (): MetricSummary => ({
  firstStep: Number.NaN,
  lastStep: Number.NaN,
  rows: 0,
  spans: CHARTED.map((name) => ({
    name,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    sum: 0,
    finite: 0,
  })),
});

function extend(summary: MetricSummary, firstStep: number, lastStep: number, rows: number): void {
  if (summary.rows === 0) summary.firstStep = firstStep;
  summary.lastStep = lastStep;
  summary.rows += rows;
}

export function addRow(summary: MetricSummary, row: MetricRow): void {
  extend(summary, row.step, row.step, 1);
  for (const span of summary.spans) {
    const value = row[span.name];
    if (!Number.isFinite(value)) continue;
    if (value < span.min) span.min = value;
    if (value > span.max) span.max = value;
    span.sum += value;
    span.finite += 1;
  }
}

export function addSummary(summary: MetricSummary, other: MetricSummary): void {
  extend(summary, other.firstStep, other.lastStep, other.rows);
  for (const [at, { min, max, sum, finite }] of other.spans.entries()) {
    const span = summary.spans[at];
    if (!span || finite === 0) continue;
    if (min < span.min) span.min = min;
    if (max > span.max) span.max = max;
    span.sum += sum;
    span.finite += finite;
  }
}

/** A summary of {@link BLOCK_ROWS} rows, and where their lines lie in metrics.jsonl. */
export interface MetricBlock extends MetricSummary {
  /** First byte of its first line, and the byte after its last. */
  start: number;
  end: number;
}

/** Rows in a block: so few that reading one is nothing, so many that a million rows are 31,250 blocks. */
export const BLOCK_ROWS = 32;
