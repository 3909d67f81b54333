import type { ChartedMetric } from '../metric-buckets.ts';
import type { MetricsView } from '../metrics/buffer.ts';
import { meanOf } from '../metrics/epochs.ts';
import { recentMean, stretchAt } from '../metrics/recent.ts';

/**
 * The means of a metric in stretches of a run, oldest first; NaN where there was no number. Where a stretch ends does
 * not depend on how far the run has come: whenever one looks, the past is told in the same stretches.
 */
export interface Course {
  /** Step at the end of each stretch. */
  steps: number[];
  /** The step at which a stretch begins. */
  begin(stretch: number): number;
  of(metric: ChartedMetric): number[];
  /** What the metric is now, as the charts say it; NaN without any. */
  now(metric: ChartedMetric): number;
}

/** Indexes of the pieces at which the stretches end; what comes after the last of them is not whole yet. */
function endsOf(view: MetricsView): number[] {
  const ends: number[] = [];
  let bound = stretchAt(0);
  for (let piece = 0; piece < view.length; piece++) {
    const step = view.columns.step[piece] ?? 0;
    if (step < bound) continue;
    ends.push(piece + 1);
    bound = step + stretchAt(step);
  }
  return ends;
}

export function courseOf(view: MetricsView): Course {
  const ends = endsOf(view);
  const known = new Map<ChartedMetric, number[]>();
  const read = (metric: ChartedMetric): number[] =>
    ends.map((end, stretch) => meanOf(view.columns[metric], view.rows, ends[stretch - 1] ?? 0, end) ?? Number.NaN);
  const steps = ends.map((end) => view.columns.step[end - 1] ?? 0);
  return {
    steps,
    begin: (stretch) => steps[stretch - 1] ?? 0,
    of: (metric) => {
      const means = known.get(metric) ?? read(metric);
      known.set(metric, means);
      return means;
    },
    now: (metric) => recentMean(view, metric) ?? Number.NaN,
  };
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** A state of a run's numbers, and the first stretch of it. */
export interface Held<State> {
  state: State;
  since: number;
}

/** So many stretches in a row must say the same before it is said. */
const AGREED = 2;

/**
 * What is said of a run after its last stretch. A state holds until the numbers clearly say otherwise, so that what is
 * said does not change back and forth at about the same numbers; and it follows from the numbers alone, not from when
 * one looked.
 * @param count of stretches
 * @param wanted what the numbers up to a stretch say, given what is said so far
 */
export function settle<State>(count: number, first: State, wanted: (held: State, at: number) => State): Held<State> {
  let held: Held<State> = { state: first, since: 0 };
  let [next, votes] = [first, 0];
  for (let at = 0; at < count; at++) {
    const said = wanted(held.state, at);
    votes = said === next ? votes + 1 : 1;
    next = said;
    if (next !== held.state && votes >= AGREED) held = { state: next, since: at - votes + 1 };
  }
  return held;
}

/** Below this a number counts as that large: a share of nearly nothing says nothing. */
const LEAST_SIZE = 0.1;

/** How a number moved from the first third of some stretches to the last, as a share of its size. */
export function drift(values: readonly number[]): number {
  const { before, after } = ends(values);
  return (after - before) / Math.max(Math.abs(before), LEAST_SIZE);
}

/** By how much a share changed from the first third of some stretches to the last. */
export function gain(values: readonly number[]): number {
  const { before, after } = ends(values);
  return after - before;
}

function ends(values: readonly number[]): { before: number; after: number } {
  const third = Math.max(1, Math.floor(values.length / 3));
  return { before: mean(values.slice(0, third)), after: mean(values.slice(-third)) };
}

/** Means of each value and the two before it: single stretches do not decide. */
export const calmed = (values: readonly number[]): number[] =>
  values.map((_, at) => mean(values.slice(Math.max(0, at - 2), at + 1)));

/** Index of the least value from `from` on, up to `to`; -1 when there is none. */
export function leastFrom(values: readonly number[], from: number, to = values.length - 1): number {
  let best = -1;
  for (let index = Math.max(0, from); index <= to; index++)
    if ((values[index] ?? Number.NaN) < (values[best] ?? Number.POSITIVE_INFINITY)) best = index;
  return best;
}
