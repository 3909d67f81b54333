import { describe, expect, it } from 'vitest';
import { stepWords } from '../../../renderer/src/charts/places.ts';
import { yAxis } from '../../../renderer/src/charts/ranges.ts';
import { extent, loggedAt, loggedLast, seriesData, type SeriesSpec } from '../../../renderer/src/charts/series.ts';
import { MetricsBuffer, type MetricsView } from '@shared/metrics/buffer.ts';
import { rows } from '../run/fake-run.ts';

const SPEC: SeriesSpec = {
  metric: 'gLoss',
  player: 'generator',
  label: 'G',
  words: 'G',
  dashed: false,
  bandShare: 0.16,
};

function viewOf(length: number): MetricsView {
  const buffer = new MetricsBuffer();
  buffer.append(rows(1, length));
  return buffer.view();
}

describe('seriesData', () => {
  it('draws 100,000 steps with two points a pixel and keeps the greatest value', () => {
    const view = viewOf(100_000);
    const data = seriesData(SPEC, view, view.columns.step, { from: 0, to: 100_000 }, 400, 'medium');
    expect(data.line.length).toBeLessThanOrEqual(800);
    expect(data.band.high.length).toBeLessThanOrEqual(400);
    expect(extent([data], { from: 0, to: 100_000 })).toEqual({ low: 1, high: 100_000 });
    expect(data.sparse).toBe(false);
  });

  it('says when there is one value a pixel at most', () => {
    const view = viewOf(120);
    expect(seriesData(SPEC, view, view.columns.step, { from: 0, to: 120 }, 400, 'medium').sparse).toBe(true);
  });

  it('draws what is logged in one step of several as a line', () => {
    const buffer = new MetricsBuffer();
    const given = rows(1, 64);
    buffer.append({ ...given, gLoss: given.step.map((step) => (step % 16 === 1 ? step : Number.NaN)) });
    const view = buffer.view();
    for (const smoothing of ['off', 'medium'] as const) {
      const { line, band } = seriesData(SPEC, view, view.columns.step, { from: 0, to: 64 }, 400, smoothing);
      expect(line.map(({ x }) => x)).toEqual([1, 17, 33, 49]);
      expect(line.every(({ y }) => Number.isFinite(y))).toBe(true);
      expect(band.low.map(({ y }) => y)).toEqual([1, 17, 33, 49]);
    }
    const read = (place: number) => loggedAt(view, view.columns.step, place)?.value('gLoss');
    expect([40, 17, 16].map(read)).toEqual([33, 17, 1]);
    expect([loggedLast(view)?.value('gLoss'), loggedLast(view)?.value('dLoss')]).toEqual([49, 64]);
  });

  it('draws a stretch with a y axis of its own', () => {
    const view = viewOf(1000);
    const span = { from: 400, to: 420 };
    const drawn = (shown: { from: number; to: number }) => [
      seriesData(SPEC, view, view.columns.step, shown, 400, 'medium'),
    ];
    const [data, all] = [drawn(span), { from: 0, to: 1000 }];
    const whole = yAxis({ kind: 'fromZero', least: 2 }, drawn(all), false, all, false);
    const near = yAxis({ kind: 'fromZero', least: 2 }, data, false, span, true);
    expect([whole.min, whole.max]).toEqual([0, 1000]);
    expect([near.min, near.max]).toEqual([400, 420]);
    expect(yAxis({ kind: 'fixed', max: 1, ticks: [0, 1] }, data, true, span, true).max).toBe(420);
    expect(yAxis({ kind: 'fixed', max: 1, ticks: [0, 1] }, data, true, span, false).max).toBe(1);
  });
});

describe('what was logged', () => {
  const at = (view: MetricsView, place: number): number | null | undefined =>
    loggedAt(view, view.columns.step, place)?.value('gLoss');

  it('is read as it is, up to a place', () => {
    const view = viewOf(50);
    expect([20, 20.7, 0, 999].map((place) => at(view, place))).toEqual([20, 20, 1, 50]);
    expect(loggedLast(view)).toMatchObject({ from: 50, to: 50 });
  });

  it('names the step, or the steps it is the mean of, and the epoch', () => {
    const view = viewOf(3000);
    const logged = loggedAt(view, view.columns.step, 100.5);
    expect(logged).toMatchObject({ from: 99, to: 100 });
    expect(stepWords(logged ?? { from: 0, to: 0 }, 469)).toBe('steps 99–100 (epoch 0.21)');
    expect(stepWords({ from: 1204, to: 1204 }, 469)).toBe('step 1,204 (epoch 2.57)');
  });

  it('is nothing before the first step', () => {
    const view = viewOf(0);
    expect([loggedAt(view, view.columns.step, 1), loggedLast(view)]).toEqual([null, null]);
  });
});
