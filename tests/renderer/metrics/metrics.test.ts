import { describe, expect, it } from 'vitest';
import { METRIC_NAMES, type MetricColumns } from '../../../electron/shared/run.ts';
import { MetricsBuffer, MOST_PIECES } from '@shared/metrics/buffer.ts';
import { meanOf, meansByMoment } from '@shared/metrics/epochs.ts';
import { paceOf } from '../../../renderer/src/metrics/pace.ts';
import { recentMean, recentSteps } from '@shared/metrics/recent.ts';
import { smooth } from '../../../renderer/src/metrics/smooth.ts';
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

  it('means of what is logged in one step of several are of the rows that have it', () => {
    const buffer = new MetricsBuffer();
    const given = rows(1, 4 * MOST_PIECES);
    // Of three rows, 0, 30 and 60 in turn; then rows without.
    const gLoss = given.step.map((step) => (step % 4 === 0 ? Number.NaN : ((step - 1) % 4) * 30));
    buffer.append({ ...given, gLoss });
    const view = buffer.view();
    expect(view.rows[view.length - 1]).toBeGreaterThanOrEqual(4);
    expect(view.columns.gLoss[view.length - 1]).toBeCloseTo(30, 6);
    expect(view.newest.gLoss).toBe(60);
  });

  it('knows what the very last step logged, whatever pieces it holds', () => {
    const buffer = new MetricsBuffer();
    const whole = bucketsOf(rows(1, 1000), { from: 0, to: 1000, buckets: 100 }, 0);
    buffer.load(whole, bucketsOf(rows(1, 1000), { from: 1000, to: 1000, buckets: 1 }, 0));
    expect([buffer.view().columns.gLoss.at(-1), buffer.view().newest.gLoss]).toEqual([995.5, 1000]);
    buffer.append(rows(1001, 1003));
    expect(buffer.view().newest.gLoss).toBe(1003);
    for (let page = 0; page < 10; page++) buffer.append(rows(1004 + page * 1000, 2003 + page * 1000));
    expect(buffer.view().newest.gLoss).toBe(11_003);
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
  const ones = (length: number): Float64Array => new Float64Array(length).fill(1);

  it('keeps a constant, calms noise, and leaves every value as logged where it is off', () => {
    expect([...smooth(Float64Array.of(3, 3, 3), ones(3), 'medium')]).toEqual([3, 3, 3]);
    const noise = Float64Array.from({ length: 5000 }, (_, index) => (index % 2 === 0 ? 0 : 2));
    const calm = smooth(noise, ones(5000), 'strong');
    expect(calm.every((value) => Math.abs(value - 1) < 0.02)).toBe(true);
    expect(smooth(noise, ones(5000), 'off')).toBe(noise);
  });

  it('turns where the numbers turn: it does not lag', () => {
    const ramp = Float64Array.from({ length: 2000 }, (_, index) => index);
    for (const smoothing of ['medium', 'strong'] as const)
      expect(smooth(ramp, ones(2000), smoothing)[1000]).toBeCloseTo(1000, 9);
    const stepped = Float64Array.from({ length: 2000 }, (_, index) => (index < 1000 ? 0.34 : 0.85));
    const line = smooth(stepped, ones(2000), 'medium');
    expect([line[960], line[1040], line[1999]].map((value) => value?.toFixed(2))).toEqual(['0.34', '0.85', '0.85']);
  });

  it('one bad batch is no part of the line, however bad; a turn of some steps is', () => {
    const quiet = Float64Array.from({ length: 1000 }, (_, index) => 1 + 0.1 * Math.sin(index));
    const calm = smooth(quiet, ones(1000), 'medium');
    const bad = quiet.slice();
    bad[500] = 900;
    const line = smooth(bad, ones(1000), 'medium');
    line.forEach((value, index) => expect(Math.abs(value - (calm[index] ?? 0))).toBeLessThan(0.05));
    const turn = quiet.map((value, index) => (index >= 500 && index < 520 ? 900 : value));
    expect(smooth(turn, ones(1000), 'medium')[510]).toBeGreaterThan(500);
  });

  it('lets what is not a number stand out and not spread', () => {
    const calm = smooth(Float64Array.of(1, Number.NaN, 1), ones(3), 'medium');
    expect([...calm]).toEqual([1, Number.NaN, 1]);
  });

  it('weighs pieces by their rows', () => {
    expect(smooth(Float64Array.of(1, 4), Float64Array.of(2, 1), 'medium')[0]).toBe(2);
  });
});

describe('recentMean', () => {
  it('is the mean of the newest fifty steps, and of a twentieth of long runs', () => {
    const buffer = new MetricsBuffer();
    buffer.append(rows(1, 200));
    expect([recentSteps(buffer.view()), recentMean(buffer.view(), 'gLoss')]).toEqual([50, 175.5]);
    buffer.append(rows(201, 2000));
    expect([recentSteps(buffer.view()), recentMean(buffer.view(), 'gLoss')]).toEqual([100, 1950.5]);
    expect(recentMean(new MetricsBuffer().view(), 'gLoss')).toBeNull();
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
