import { firstIndexAtLeast, type MetricsView } from './buffer.ts';
import { meanOf } from './epochs.ts';

const LEAST_STEPS = 50;
const SHARE = 1 / 20;

/**
 * How many steps around a step are looked at together: a twentieth of what was trained, and enough that single
 * batches do not count.
 */
export const stretchAt = (step: number): number => Math.max(LEAST_STEPS, Math.floor(step * SHARE));

/** How many of the newest steps {@link recentMean} is the mean of. */
export const recentSteps = <Name extends string>(view: MetricsView<Name>): number => {
  const last = view.columns.step[view.length - 1] ?? 0;
  return Math.min(last, stretchAt(last));
};

/** What a metric is now: its mean over the newest steps. Charts show it and the diagnosis speaks of it. Null without any. */
export function recentMean<Name extends string>(view: MetricsView<Name>, metric: Name): number | null {
  const last = view.columns.step[view.length - 1] ?? 0;
  const from = firstIndexAtLeast(view.columns.step, view.length, last - recentSteps(view) + 1);
  return meanOf(view.columns[metric], view.rows, from, view.length);
}
