import { describe, expect, it } from 'vitest';
import { METRIC_NAMES, type MetricColumns } from '../../../electron/shared/run.ts';
import { MetricsBuffer } from '../../../renderer/src/run/metrics/buffer.ts';
import { meansByMoment } from '../../../renderer/src/run/metrics/epochs.ts';
import { paceOf } from '../../../renderer/src/run/metrics/pace.ts';
import { smooth, smoothingFor } from '../../../renderer/src/run/metrics/smooth.ts';

/** Rows from one step to another in which every metric equals the step, plus `shift`. */
function rows(from: number, to: number, shift = 0): MetricColumns {
  const steps = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const columns = Object.fromEntries(
    METRIC_NAMES.map((name) => [name, steps.map((step) => step + shift)]),
  ) as MetricColumns;
  return { ...columns, step: steps };
}

describe('MetricsBuffer', () => {
  it('grows over many pages and keeps every row', () => {
    const buffer = new MetricsBuffer();
    for (let page = 0; page < 100; page++) buffer.append(rows(page * 1000 + 1, page * 1000 + 1000));
    const view = buffer.view();
    expect(view.length).toBe(100_000);
    expect(view.columns.step.every((step, index) => step === index + 1)).toBe(true);
    expect(view.columns.gLoss[77_776]).toBe(77_777);
  });

  it('replaces what a resumed run trained again, without touching views handed out before', () => {
    const buffer = new MetricsBuffer();
    buffer.append(rows(1, 100));
    const before = buffer.view();
    buffer.append(rows(51, 80, 1000));
    const after = buffer.view();
    expect([...after.columns.step]).toEqual(Array.from({ length: 80 }, (_, index) => index + 1));
    expect([after.columns.gLoss[49], after.columns.gLoss[50]]).toEqual([50, 1051]);
    expect(before.length).toBe(100);
    expect(before.columns.gLoss[60]).toBe(61);
  });

  it('reads what JSON could not hold as not a number', () => {
    const buffer = new MetricsBuffer();
    const page = rows(1, 2);
    (page.gLoss as (number | null)[])[1] = null;
    buffer.append(page);
    expect([...buffer.view().columns.gLoss]).toEqual([1, Number.NaN]);
  });

  it('starts again when cleared', () => {
    const buffer = new MetricsBuffer();
    buffer.append(rows(1, 10));
    buffer.clear();
    expect(buffer.lastStep).toBe(-1);
    buffer.append(rows(1, 3));
    expect(buffer.view().length).toBe(3);
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
