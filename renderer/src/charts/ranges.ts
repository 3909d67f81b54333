import type { Span } from '../metrics/decimate.ts';
import type { RangeRule } from './chart.ts';
import type { Axis } from './line-chart.ts';
import { extent, type SeriesData } from './series.ts';
import { axisNumber, roundRange, roundSpan } from './ticks.ts';

/** An axis of nothing but zeros still has an upper end. */
const TINY = 1e-3;

/** A stretch of a run shows what happened in it, whatever the whole run's axis must hold. */
const NEAR: Extract<RangeRule, { kind: 'free' }> = { kind: 'free', including: [] };

/**
 * The y axis of what is drawn.
 * @param span what the x axis shows
 * @param zoomed it is a part of the run
 */
export function yAxis(
  rule: RangeRule,
  series: readonly SeriesData[],
  asPercent: boolean,
  span: Span,
  zoomed: boolean,
): Axis {
  const format = asPercent ? (value: number) => axisNumber(value * 100) : axisNumber;
  if (rule.kind === 'fixed' && !zoomed) return { min: 0, max: rule.max, ticks: rule.ticks, format };
  const reached = extent(series, span);
  const { min, max, step } =
    rule.kind === 'fromZero' && !zoomed
      ? { min: 0, ...roundRange(reached?.high ?? 0, rule.least || TINY) }
      : freeSpan(rule.kind === 'free' && !zoomed ? rule : NEAR, reached);
  const first = Math.round(min / step);
  const ticks = Array.from({ length: Math.round(max / step) - first + 1 }, (_, index) => (first + index) * step);
  return { min, max, ticks, format };
}

function freeSpan(
  { including }: Extract<RangeRule, { kind: 'free' }>,
  reached: { low: number; high: number } | null,
): { min: number; max: number; step: number } {
  const all = [...including, ...(reached ? [reached.low, reached.high] : [])];
  return all.length === 0 ? { min: 0, max: 1, step: 1 } : roundSpan(Math.min(...all), Math.max(...all));
}
