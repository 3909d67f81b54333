import type { Chart, LineControllerDatasetOptions, Plugin, PointStyle } from 'chart.js';
import { drawPoint } from 'chart.js/helpers';
import type { Span } from '../metrics/decimate.ts';
import { fade, type ChartColours } from './colours.ts';

/** A dashed line with words: where the duel is even, where a judge only guesses. */
export interface Reference {
  at: number;
  words: string;
  /** The words stand under the line instead of over it. */
  below: boolean;
}

/** What is drawn over the lines; the chart reads it anew on each draw. */
export interface Overlay {
  colours: ChartColours;
  reference: Reference | null;
  /** Place of the cursor on the x axis. */
  cursor: number | null;
  /** What the cursor stands at: "step 1,204 (epoch 2.57)"; null where nothing is said of it. */
  cursorWords: string | null;
  /** Where what is to be seen in the chart began. */
  since: number | null;
  /** The stretch being chosen by dragging. */
  chosen: Span | null;
}

function drawReference(chart: Chart, { reference, colours }: Overlay): void {
  const { ctx, chartArea, scales } = chart;
  if (!reference || !scales['y']) return;
  const y = Math.round(scales['y'].getPixelForValue(reference.at)) + 0.5;
  if (y < chartArea.top - 1 || y > chartArea.bottom + 1) return;
  ctx.save();
  ctx.strokeStyle = colours.axis;
  ctx.lineWidth = 1;
  ctx.setLineDash([2, 3]);
  ctx.beginPath();
  ctx.moveTo(chartArea.left, y);
  ctx.lineTo(chartArea.right, y);
  ctx.stroke();
  ctx.restore();
}

/** Words come last, on a ground of their own, so that a line running through them leaves them readable. */
function write({ ctx }: Chart, words: string, x: number, y: number, align: CanvasTextAlign, at: ChartColours): void {
  ctx.save();
  ctx.font = `420 11px ${at.font}`;
  ctx.textAlign = align;
  ctx.textBaseline = 'alphabetic';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 4;
  ctx.strokeStyle = at.ground;
  ctx.strokeText(words, x, y);
  ctx.fillStyle = at.words;
  ctx.fillText(words, x, y);
  ctx.restore();
}

function drawWords(chart: Chart, { reference, colours }: Overlay): void {
  const { chartArea, scales } = chart;
  if (!reference || !scales['y']) return;
  const at = scales['y'].getPixelForValue(reference.at);
  // A stretch of a run may lie far from it.
  if (at < chartArea.top - 1 || at > chartArea.bottom + 1) return;
  write(chart, reference.words, chartArea.right - 6, at + (reference.below ? 13 : -5), 'end', colours);
}

/** Beside the cursor, on the side where there is more room. */
function drawPlace(chart: Chart, { cursor, cursorWords, colours }: Overlay): void {
  const { chartArea, scales } = chart;
  if (cursor === null || cursorWords === null || !scales['x']) return;
  const x = scales['x'].getPixelForValue(cursor);
  const left = x > (chartArea.left + chartArea.right) / 2;
  write(chart, cursorWords, x + (left ? -7 : 7), chartArea.top + 9, left ? 'end' : 'start', colours);
}

/** Radius of the mark at a line's end. */
const END = 3.5;

/** The player's mark at the newest value of each line: the first datasets are the lines, bands have no border. */
function drawEnds(chart: Chart, { colours }: Overlay): void {
  const { ctx } = chart;
  chart.data.datasets.forEach((dataset, index) => {
    const end = chart.getDatasetMeta(index).data.at(-1);
    if (dataset.order !== 0 || !end || !Number.isFinite(end.y)) return;
    const { borderColor, pointStyle } = dataset as LineControllerDatasetOptions;
    ctx.save();
    ctx.fillStyle = typeof borderColor === 'string' ? borderColor : colours.words;
    ctx.strokeStyle = colours.ground;
    drawPoint(ctx, { pointStyle: pointStyle as PointStyle, radius: END, rotation: 0, borderWidth: 1.5 }, end.x, end.y);
    ctx.restore();
  });
}

function drawCursor(chart: Chart, { cursor, colours }: Overlay): void {
  const { ctx, chartArea, scales } = chart;
  if (cursor === null || !scales['x']) return;
  const x = Math.round(scales['x'].getPixelForValue(cursor)) + 0.5;
  if (x < chartArea.left - 1 || x > chartArea.right + 1) return;
  ctx.save();
  ctx.globalAlpha = 0.55;
  ctx.strokeStyle = colours.cursor;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(x, chartArea.top);
  ctx.lineTo(x, chartArea.bottom);
  ctx.stroke();
  ctx.restore();
}

function drawSince(chart: Chart, { since, colours }: Overlay): void {
  const { ctx, chartArea, scales } = chart;
  if (since === null || !scales['x']) return;
  const x = Math.round(scales['x'].getPixelForValue(since)) + 0.5;
  if (x < chartArea.left - 1 || x > chartArea.right + 1) return;
  ctx.save();
  ctx.strokeStyle = colours.words;
  ctx.lineWidth = 1;
  ctx.setLineDash([4, 3]);
  ctx.beginPath();
  ctx.moveTo(x, chartArea.top);
  ctx.lineTo(x, chartArea.bottom);
  ctx.stroke();
  ctx.restore();
  const left = x > (chartArea.left + chartArea.right) / 2;
  write(chart, 'since here', x + (left ? -5 : 5), chartArea.bottom - 5, left ? 'end' : 'start', colours);
}

function drawChosen(chart: Chart, { chosen, colours }: Overlay): void {
  const { ctx, chartArea, scales } = chart;
  if (chosen === null || !scales['x']) return;
  const [from, to] = [scales['x'].getPixelForValue(chosen.from), scales['x'].getPixelForValue(chosen.to)];
  ctx.save();
  ctx.fillStyle = fade(colours.cursor, 0.14);
  ctx.fillRect(from, chartArea.top, to - from, chartArea.bottom - chartArea.top);
  ctx.restore();
}

/** Draws reference line, line ends and the shared cursor. */
export const overlayPlugin = (read: () => Overlay): Plugin<'line'> => ({
  id: 'forger-overlay',
  beforeDatasetsDraw: (chart) => drawReference(chart, read()),
  afterDatasetsDraw: (chart) => {
    const overlay = read();
    drawWords(chart, overlay);
    drawSince(chart, overlay);
    drawChosen(chart, overlay);
    drawCursor(chart, overlay);
    drawPlace(chart, overlay);
    drawEnds(chart, overlay);
  },
});
