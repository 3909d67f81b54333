import { METRIC_NAMES, type MetricColumns, type MetricName } from '@shared/run.ts';
import { MetricsBuffer, type MetricsView } from '@shared/metrics/buffer.ts';

/** What a metric is at a share of the run. */
export type Curve = (share: number) => number;
export type Curves = Partial<Record<MetricName, Curve>>;

/** A run whose metrics follow these curves of the share trained; the others are not numbers. */
export function viewOf(curves: Curves, steps: number): MetricsView {
  const rows = Array.from({ length: steps }, (_, index) => index + 1);
  const columns = Object.fromEntries(
    METRIC_NAMES.map((name) => [name, rows.map((step) => curves[name]?.(step / steps) ?? Number.NaN)]),
  ) as MetricColumns;
  const buffer = new MetricsBuffer();
  buffer.append({ ...columns, step: rows });
  return buffer.view();
}
