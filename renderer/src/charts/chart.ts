import type { RunChart } from '@shared/diagnosis/finding.ts';
import type { ChartedMetric } from '@shared/metric-buckets.ts';
import type { MetricsView } from '@shared/metrics/buffer.ts';
import type { Span } from '../metrics/decimate.ts';
import type { Unit } from '../metrics/unit.ts';
import type { Reference } from './overlay.ts';
import type { SeriesSpec } from './series.ts';

/** Which values a y axis holds. */
export type RangeRule =
  /** Always the same. */
  | { kind: 'fixed'; max: number; ticks: readonly number[] }
  /** From 0 to what was reached, at least to `least`. */
  | { kind: 'fromZero'; least: number }
  /** What was reached, and these. */
  | { kind: 'free'; including: readonly number[] };

/** A chart before there are any numbers. */
export interface ChartPlan<Name extends string = ChartedMetric> {
  /** What findings call it; left out where none leads to it. */
  shows?: RunChart;
  title: string;
  /** What the y axis counts. */
  unit: string;
  series: readonly SeriesSpec<Name>[];
  range: RangeRule;
  reference: Reference | null;
  format: 'number' | 'percent';
  /** Beside the duel itself: drawn lower. */
  minor: boolean;
  /** Measured now and then, or no matter of chance: every value is drawn as it is, and there are no means. */
  single?: true;
}

/** What is charted: the metrics as a whole, and what the x axis says of them. */
export interface Charted<Name extends string = ChartedMetric> {
  readonly metrics: MetricsView<Name>;
  readonly unit: Unit;
  readonly stepsPerEpoch: number;
  /** How far it has come on the x axis. */
  readonly reached: number;
  /** Where its means are taken, in a table. */
  readonly moments: readonly { readonly step: number; readonly short: string }[];
}

/** The stretch that is drawn. */
export interface Stretch<Name extends string = ChartedMetric> {
  /** On the x axis; null for the whole. */
  readonly span: Span | null;
  /** Its metrics, in pieces as fine as they are known. */
  readonly metrics: MetricsView<Name>;
  show: (span: Span) => Promise<void>;
}

/** A chart that was asked for, and where on the x axis what it shows began; null where that is not known. */
export interface Spot {
  readonly since: number | null;
}

/** The place on the x axis that is read, the same in every chart. */
export interface Cursor {
  /** Under the pointer; null where it is on no chart. */
  hover: number | null;
  /** Reads the end as it moves. */
  readonly following: boolean;
  readonly moment: { readonly at: number } | null;
  pickNear: (at: number) => void;
}
