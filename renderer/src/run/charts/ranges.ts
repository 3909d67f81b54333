import type { Axis } from './line-chart.ts';
import type { RangeRule } from './plan.ts';
import { extent, type SeriesData } from './series.ts';
import { axisNumber, roundRange, roundSpan } from './ticks.ts';

/** An axis of nothing but zeros still has an upper end. */
const TINY = 1e-3;

/** The y axis of what is drawn. */
export function yAxis(rule: RangeRule, series: readonly SeriesData[], asPercent: boolean): Axis {
  const format = asPercent ? (value: number) => axisNumber(value * 100) : axisNumber;
  if (rule.kind === 'fixed') return { min: 0, max: rule.max, ticks: rule.ticks, format };
  const reached = extent(series);
  const { min, max, step } =
    rule.kind === 'fromZero'
      ? { min: 0, ...roundRange(reached?.high ?? 0, rule.least || TINY) }
      : freeSpan(rule, reached);
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
