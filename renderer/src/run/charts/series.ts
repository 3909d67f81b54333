import type { ChartedMetric } from '@shared/metric-buckets.ts';
import type { Player } from '../../components/player.ts';
import { firstIndexAtLeast, type MetricsView } from '../metrics/buffer.ts';
import { bandOf, decimate, type Band, type Point, type Span } from '../metrics/decimate.ts';
import { smooth, smoothingFor } from '../metrics/smooth.ts';

/** One line of a chart: whose output it is, and which metric. */
export interface SeriesSpec {
  metric: ChartedMetric;
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

/** A series ready to draw, with its smoothed values for reading. */
export interface SeriesData {
  spec: SeriesSpec;
  smoothed: Float64Array;
  line: Point[];
  band: Band;
  /** No column holds two values: the band has no width and is drawn as a line, so that no value is hidden. */
  sparse: boolean;
}

/** Two points per pixel for the line, one pair per pixel for the band. */
export function seriesData(
  spec: SeriesSpec,
  view: MetricsView,
  x: Float64Array,
  span: Span,
  pixels: number,
): SeriesData {
  const { metric } = spec;
  const smoothed = smooth(view.columns[metric], smoothingFor(view.length));
  return {
    spec,
    smoothed,
    line: decimate(x, smoothed, span, pixels),
    band: bandOf(x, view.low[metric], view.high[metric], span, pixels),
    sparse: view.length <= pixels && view.rows.every((rows) => rows === 1),
  };
}

/** The smoothed value at a place on the x axis: that of the last step logged up to there. */
export function valueAt(data: SeriesData, x: Float64Array, at: number): number | null {
  const after = firstIndexAtLeast(x, x.length, at);
  const index = x[after] === at ? after : after - 1;
  return data.smoothed[Math.max(0, index)] ?? null;
}

/** The least and the greatest value drawn; null without any. */
export function extent(data: readonly SeriesData[]): { low: number; high: number } | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { band } of data) {
    for (const { y } of band.low) low = Math.min(low, y);
    for (const { y } of band.high) high = Math.max(high, y);
  }
  return low <= high ? { low, high } : null;
}
