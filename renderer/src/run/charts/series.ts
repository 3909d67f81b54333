import type { MetricName } from '@shared/run.ts';
import type { Player } from '../../components/player.ts';
import { firstIndexAtLeast, type MetricsView } from '../metrics/buffer.ts';
import { bandOf, decimate, type Band, type Point, type Span } from '../metrics/decimate.ts';
import { smooth, smoothingFor } from '../metrics/smooth.ts';

/** One line of a chart: whose output it is, and which metric. */
export interface SeriesSpec {
  metric: MetricName;
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
  const values = view.columns[spec.metric];
  const smoothed = smooth(values, smoothingFor(view.length));
  return {
    spec,
    smoothed,
    line: decimate(x, smoothed, span, pixels),
    band: bandOf(x, values, span, pixels),
    sparse: view.length <= pixels,
  };
}

/** The smoothed value at a place on the x axis: that of the last step logged up to there. */
export function valueAt(data: SeriesData, x: Float64Array, at: number): number | null {
  const after = firstIndexAtLeast(x, x.length, at);
  const index = x[after] === at ? after : after - 1;
  return data.smoothed[Math.max(0, index)] ?? null;
}

/** The greatest value drawn; 0 without any. */
export const greatest = (data: readonly SeriesData[]): number =>
  data.reduce((most, { band }) => band.high.reduce((high, point) => Math.max(high, point.y), most), 0);
