import { describe, expect, it } from 'vitest';
import { extent, seriesData, valueAt, type SeriesSpec } from '../../../renderer/src/run/charts/series.ts';
import { MetricsBuffer, type MetricsView } from '../../../renderer/src/run/metrics/buffer.ts';
import { rows } from './fake-run.ts';

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
    const data = seriesData(SPEC, view, view.columns.step, { from: 0, to: 100_000 }, 400);
    expect(data.line.length).toBeLessThanOrEqual(800);
    expect(data.band.high.length).toBeLessThanOrEqual(400);
    expect(extent([data])).toEqual({ low: 1, high: 100_000 });
    expect(data.sparse).toBe(false);
  });

  it('says when there is one value a pixel at most', () => {
    const view = viewOf(120);
    expect(seriesData(SPEC, view, view.columns.step, { from: 0, to: 120 }, 400).sparse).toBe(true);
  });

  it('reads the last value logged up to a place', () => {
    const view = viewOf(50);
    const data = seriesData(SPEC, view, view.columns.step, { from: 0, to: 50 }, 400);
    expect(valueAt(data, view.columns.step, 20)).toBe(data.smoothed[19]);
    expect(valueAt(data, view.columns.step, 20.7)).toBe(data.smoothed[19]);
    expect(valueAt(data, view.columns.step, 0)).toBe(data.smoothed[0]);
    expect(valueAt(data, view.columns.step, 999)).toBe(data.smoothed[49]);
  });

  it('has no value before the first step', () => {
    const view = viewOf(0);
    expect(
      valueAt(seriesData(SPEC, view, view.columns.step, { from: 0, to: 1 }, 400), view.columns.step, 1),
    ).toBeNull();
  });
});
