import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ChartDataset,
  type Plugin,
  type PointStyle,
} from 'chart.js';
import type { Player } from '../components/player.ts';
import { fade, type ChartColours } from './colours.ts';
import type { Point, Span } from '../metrics/decimate.ts';
import type { SeriesData } from './series.ts';

Chart.register(Filler, LinearScale, LineController, LineElement, PointElement);

/** Width kept beyond the last value, in pixels. */
export const MARGIN_END = 6;
const LABEL = 11;
/** How strongly single values are drawn where there are too few for a band. */
const SPARSE_SHARE = 0.3;

export interface Axis {
  min: number;
  max: number;
  ticks: readonly number[];
  format: (value: number) => string;
}

export interface LineChartState {
  series: readonly SeriesData[];
  x: Axis;
  y: Axis;
  /** Without x labels the chart above another saves their row. */
  showX: boolean;
  /** Width kept for the y labels, in pixels. */
  start: number;
  colours: ChartColours;
}

/** Shapes at the lines' ends, as beside the names: colour never speaks alone. */
const MARKS: Record<Player, PointStyle> = { generator: 'circle', discriminator: 'rectRot', real: 'rect' };

type LineDataset = ChartDataset<'line', Point[]>;

function datasets({ series, colours }: LineChartState): LineDataset[] {
  const lines = series.map(({ spec, line }): LineDataset => ({
    data: line,
    order: 0,
    pointStyle: MARKS[spec.player],
    borderColor: colours.player[spec.player],
    borderWidth: 1.6,
    borderDash: spec.dashed ? [5, 2.5] : [],
    borderJoinStyle: 'round',
    fill: false,
  }));
  const bands = series.flatMap(({ spec, band, sparse }): LineDataset[] => {
    const colour = colours.player[spec.player];
    return [
      {
        data: band.low,
        order: 1,
        borderWidth: sparse ? 1 : 0,
        borderColor: fade(colour, SPARSE_SHARE),
        fill: '+1',
        backgroundColor: fade(colour, spec.bandShare),
      },
      { data: band.high, order: 1, borderWidth: 0, fill: false },
    ];
  });
  return [...lines, ...bands];
}

function font(colours: ChartColours): { family: string; size: number; weight: number } {
  return { family: colours.font, size: LABEL, weight: 420 };
}

function scales(state: LineChartState): NonNullable<Chart<'line'>['options']['scales']> {
  const { x, y, showX, start, colours } = state;
  return {
    x: {
      type: 'linear',
      min: x.min,
      max: x.max,
      grid: { display: false, tickLength: 0 },
      border: { display: false },
      afterBuildTicks: (axis) => {
        axis.ticks = x.ticks.map((value) => ({ value }));
      },
      ticks: {
        display: showX,
        color: colours.axis,
        font: font(colours),
        autoSkip: false,
        maxRotation: 0,
        padding: 4,
        // Labels at the ends stay inside the chart instead of widening it.
        align: 'inner',
        callback: (value) => x.format(Number(value)),
      },
      afterFit: (axis) => {
        axis.height = showX ? 20 : 4;
      },
    },
    y: {
      type: 'linear',
      min: y.min,
      max: y.max,
      grid: { color: colours.grid, drawTicks: false },
      border: { display: false },
      afterBuildTicks: (axis) => {
        axis.ticks = y.ticks.map((value) => ({ value }));
      },
      ticks: {
        color: colours.axis,
        font: font(colours),
        autoSkip: false,
        padding: 8,
        callback: (value) => y.format(Number(value)),
      },
      afterFit: (axis) => {
        axis.width = start;
      },
    },
  };
}

function options(state: LineChartState): Chart<'line'>['options'] {
  return {
    parsing: false,
    normalized: true,
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    // Pointing is the chart panel's business: one cursor for all charts.
    events: [],
    layout: { padding: { top: 6, right: MARGIN_END, bottom: 0, left: 0 } },
    elements: { point: { radius: 0, hitRadius: 0 }, line: { tension: 0 } },
    scales: scales(state),
  };
}

export function createLineChart(
  canvas: HTMLCanvasElement,
  state: LineChartState,
  overlay: Plugin<'line'>,
): Chart<'line', Point[]> {
  return new Chart<'line', Point[]>(canvas, {
    type: 'line',
    data: { datasets: datasets(state) },
    options: options(state),
    plugins: [overlay],
  });
}

/** Shows new data, ranges or colours, without animation. */
export function updateLineChart(chart: Chart<'line', Point[]>, state: LineChartState): void {
  chart.data.datasets = datasets(state);
  chart.options = options(state);
  chart.update('none');
}

/** Place on the x axis under a pointer; null outside the chart's area. */
export function placeUnder(chart: Chart<'line', Point[]>, offset: number, span: Span): number | null {
  const { chartArea, scales: axes } = chart;
  if (!axes['x'] || offset < chartArea.left - 4 || offset > chartArea.right + MARGIN_END) return null;
  const at = axes['x'].getValueForPixel(offset);
  return at === undefined ? null : Math.max(span.from, Math.min(at, span.to));
}
