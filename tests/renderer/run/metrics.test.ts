import { describe, expect, it } from 'vitest';
import { METRIC_NAMES, type MetricColumns } from '../../../electron/shared/run.ts';
import { MetricsBuffer, MOST_PIECES } from '../../../renderer/src/run/metrics/buffer.ts';
import { meanOf, meansByMoment } from '../../../renderer/src/run/metrics/epochs.ts';
import { paceOf } from '../../../renderer/src/run/metrics/pace.ts';
import { smooth, smoothingFor } from '../../../renderer/src/run/metrics/smooth.ts';
import { bucketsOf } from '../fixtures/metrics.ts';

/** Rows from one step to another in which every metric equals the step, plus `shift`. */
function rows(from: number, to: number, shift = 0): MetricColumns {
  const steps = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const columns = Object.fromEntries(
    METRIC_NAMES.map((name) => [name, steps.map((step) => step + shift)]),
  ) as MetricColumns;
  return { ...columns, step: steps };
}

describe('MetricsBuffer', () => {
  it('keeps every row of a short run as it is', () => {
    const buffer = new MetricsBuffer();
    for (let page = 0; page < 10; page++) buffer.append(rows(page * 100 + 1, page * 100 + 100));
    const view = buffer.view();
    expect([...view.columns.step]).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
    expect([view.columns.gLoss[776], view.low.gLoss[776], view.high.gLoss[776]]).toEqual([777, 777, 777]);
  });

  it('holds a run of any length in so many pieces, and loses no extreme and no row', () => {
    const buffer = new MetricsBuffer();
    for (let page = 0; page < 100; page++) buffer.append(rows(page * 1000 + 1, page * 1000 + 1000));
    const view = buffer.view();
    expect(view.length).toBeLessThanOrEqual(MOST_PIECES);
    expect(view.rows.reduce((sum, count) => sum + count, 0)).toBe(100_000);
    expect([Math.min(...view.low.gLoss), Math.max(...view.high.gLoss)]).toEqual([1, 100_000]);
    expect(meanOf(view.columns.gLoss, view.rows, 0, view.length)).toBeCloseTo(50_000.5, 6);
    expect([view.columns.step.at(-1), view.columns.elapsed.at(-1)]).toEqual([100_000, 100_000]);
    view.columns.step.forEach((step, at) => {
      const first = (view.columns.step[at - 1] ?? 0) + 1;
      expect([view.low.gLoss[at], view.high.gLoss[at], view.rows[at]]).toEqual([first, step, step - first + 1]);
    });
  });

  it('goes on in pieces as wide as those it was given', () => {
    const buffer = new MetricsBuffer();
    buffer.load(bucketsOf(rows(1, 1000), { from: 0, to: 1000, buckets: 100 }, 0));
    buffer.append(rows(1001, 1025));
    const view = buffer.view();
    expect([...view.rows.slice(-4)]).toEqual([10, 10, 10, 5]);
    expect([view.columns.step.at(-1), view.high.gLoss.at(-1)]).toEqual([1025, 1025]);
  });

  it('reads what JSON could not hold as not a number, and leaves it out of a piece', () => {
    const buffer = new MetricsBuffer();
    const page = rows(1, 2);
    (page.gLoss as (number | null)[])[1] = null;
    buffer.append(page);
    expect([...buffer.view().columns.gLoss]).toEqual([1, Number.NaN]);
    buffer.load(bucketsOf(rows(1, 4), { from: 0, to: 4, buckets: 2 }, 0));
    buffer.append(page);
    expect([...buffer.view().columns.gLoss]).toEqual([1.5, 3.5, 1]);
  });

  it('knows the critic’s estimate of each step, and its extremes', () => {
    const buffer = new MetricsBuffer();
    buffer.append({ ...rows(1, 3), dReal: [1, 5, 2], dFake: [0.5, Number.NaN, 5] });
    expect([...buffer.view().columns.criticEstimate]).toEqual([0.5, Number.NaN, -3]);
  });

  it('starts again when cleared, without touching views handed out before', () => {
    const buffer = new MetricsBuffer();
    buffer.append(rows(1, 10));
    const before = buffer.view();
    buffer.clear();
    expect(buffer.lastStep).toBe(-1);
    buffer.append(rows(1, 3, 100));
    expect(buffer.view().length).toBe(3);
    expect([...before.columns.gLoss].slice(0, 3)).toEqual([1, 2, 3]);
  });
});

describe('smooth', () => {
  it('keeps a constant, starts at the data, and calms noise', () => {
    expect([...smooth(Float64Array.of(3, 3, 3), 0.05)].every((value) => Math.abs(value - 3) < 1e-12)).toBe(true);
    const noise = Float64Array.from({ length: 5000 }, (_, index) => (index % 2 === 0 ? 0 : 2));
    const calm = smooth(noise, smoothingFor(noise.length));
    expect(Math.abs((calm.at(-1) ?? 0) - 1)).toBeLessThan(0.02);
    expect(calm[0]).toBeGreaterThan(0.8);
  });

  it('lets what is not a number stand out and not spread', () => {
    const calm = smooth(Float64Array.of(1, Number.NaN, 1), 0.5);
    expect([...calm]).toEqual([1, Number.NaN, 1]);
  });

  it('remembers twenty steps, and a fiftieth of long runs', () => {
    expect(smoothingFor(100)).toBe(0.05);
    expect(smoothingFor(100_000)).toBe(1 / 2000);
  });
});

describe('meansByMoment', () => {
  it('averages the steps after one moment up to the next', () => {
    const buffer = new MetricsBuffer();
    buffer.append(rows(1, 30));
    const view = buffer.view();
    expect(meansByMoment(view, [0, 10, 20, 30, 40], [view.columns.gLoss])).toEqual([
      { moment: 1, means: [5.5] },
      { moment: 2, means: [15.5] },
      { moment: 3, means: [25.5] },
    ]);
  });
});

describe('paceOf', () => {
  it('measures the newest ten seconds', () => {
    const buffer = new MetricsBuffer();
    const page = rows(1, 200);
    page.elapsed = page.step.map((step) => (step <= 100 ? step * 5 : 500 + (step - 100) * 0.5));
    buffer.append(page);
    expect(paceOf(buffer.view(), 128)).toEqual({ secondsPerStep: 0.5, imagesPerSecond: 256 });
  });

  it('knows nothing before two steps', () => {
    const buffer = new MetricsBuffer();
    buffer.append(rows(1, 1));
    expect(paceOf(buffer.view(), 128)).toBeNull();
  });
});
