import type { ChartedMetric } from '@shared/metric-buckets.ts';
import type { Player } from '../components/player.ts';
import { firstIndexAtLeast, type MetricsView } from '@shared/metrics/buffer.ts';
import { bandOf, decimate, type Band, type Point, type Span } from '../metrics/decimate.ts';
import { smooth, type Smoothing } from '../metrics/smooth.ts';

/** One line of a chart: whose output it is, and which metric. */
export interface SeriesSpec<Name extends string = ChartedMetric> {
  metric: Name;
  player: Player;
  /** Beside the mark, short: "G", "D(x)". */
  label: string;
  /** In sentences and tables: "generator loss". */
  words: string;
  /** About fakes, where the same chart shows reals too. */
  dashed: boolean;
  /** How strongly the band is drawn; weaker where the noise is coarse. */
  bandShare: number;
}

/** A series ready to draw. */
export interface SeriesData<Name extends string = string> {
  spec: SeriesSpec<Name>;
  line: Point[];
  band: Band;
  /** No column holds two values: the band has no width and is drawn as a line, so that no value is hidden. */
  sparse: boolean;
}

/** Two points per pixel for the line, one pair per pixel for the band. */
export function seriesData<Name extends string>(
  spec: SeriesSpec<Name>,
  view: MetricsView<Name>,
  x: Float64Array,
  span: Span,
  pixels: number,
  smoothing: Smoothing,
): SeriesData<Name> {
  const { metric } = spec;
  const { places, values, rows } = numbersOf(x, view.columns[metric], view.rows);
  const smoothed = smooth(values, rows, smoothing);
  return {
    spec,
    line: decimate(places, smoothed, span, pixels),
    band: bandOf(x, view.low[metric], view.high[metric], span, pixels),
    sparse:
      view.length <= pixels &&
      view.rows.every((rows) => rows === 1) &&
      view.low[metric].every((low, at) => Object.is(low, view.high[metric][at])),
  };
}

/** The pieces that have a number: what does not run in every step has none in most, and is a line all the same. */
function numbersOf(
  x: Float64Array,
  column: Float64Array,
  weights: Float64Array,
): { places: Float64Array; values: Float64Array; rows: Float64Array } {
  const has = (_: number, at: number): boolean => Number.isFinite(column[at]);
  if (column.every(Number.isFinite)) return { places: x, values: column, rows: weights };
  return { places: x.filter(has), values: column.filter(Number.isFinite), rows: weights.filter(has) };
}

/** What was logged at a place on the x axis. */
export interface Logged<Name extends string = ChartedMetric> {
  /** The steps it is the mean of; from the first to the last, mostly one. */
  from: number;
  to: number;
  /** What does not run in every step says what it last said. */
  value(metric: Name): number | null;
}

/** What was logged last up to a place on the x axis, before the first step what that logged; null without any. */
export function loggedAt<Name extends string>(
  view: MetricsView<Name>,
  x: Float64Array,
  at: number,
): Logged<Name> | null {
  if (view.length === 0) return null;
  const after = firstIndexAtLeast(x, x.length, at);
  const index = Math.max(0, x[after] === at ? after : after - 1);
  const to = view.columns.step[index] ?? 0;
  const from = Math.max(1, to - (view.rows[index] ?? 1) + 1);
  const upToHere = (metric: Name): number | undefined =>
    view.columns[metric].subarray(0, index + 1).findLast(Number.isFinite);
  return { from, to, value: (metric) => upToHere(metric) ?? null };
}

/** What the last step logged. */
export function loggedLast<Name extends string>(view: MetricsView<Name>): Logged<Name> | null {
  if (view.length === 0) return null;
  const step = view.columns.step[view.length - 1] ?? 0;
  return {
    from: step,
    to: step,
    value: (metric) => (Number.isFinite(view.newest[metric]) ? view.newest[metric] : null),
  };
}

/** The least and the greatest value drawn within a stretch of the x axis; null without any. */
export function extent(data: readonly SeriesData[], { from, to }: Span): { low: number; high: number } | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { band } of data) {
    for (const { x, y } of band.low) if (x >= from && x <= to) low = Math.min(low, y);
    for (const { x, y } of band.high) if (x >= from && x <= to) high = Math.max(high, y);
  }
  return low <= high ? { low, high } : null;
}
