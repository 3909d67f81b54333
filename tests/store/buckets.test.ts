import fc from 'fast-check';
import { mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MetricBuckets, MetricRange } from '@shared/metric-buckets.ts';
import type { MetricRow } from '@shared/run.ts';
import type { Library } from '../../electron/store/index.ts';
import { libraryWithRun, metricRow } from './support/fixtures.ts';

/** Losses that jump about, with numbers that broke now and then. */
const row = (step: number): MetricRow => ({
  ...metricRow(step),
  gLoss: step % 97 === 0 ? Number.NaN : (Math.sin(step * 12.9898) * 43758.5453) % 1,
  dLoss: Number.NaN,
});

/** The same answer from the rows themselves. */
function byHand(rows: readonly MetricRow[], { from, to }: MetricRange, { first, last }: MetricBuckets) {
  const inside = rows.filter(({ step }) => step >= from && step <= to);
  return first.map((start, at) => {
    const own = inside.filter(({ step }) => step >= start && step <= last[at]!);
    const values = own.map(({ gLoss }) => gLoss).filter(Number.isFinite);
    return {
      rows: own.length,
      min: values.length === 0 ? Number.NaN : Math.min(...values),
      max: values.length === 0 ? Number.NaN : Math.max(...values),
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    };
  });
}

describe('metrics in buckets', () => {
  let library: Library;
  let id: string;
  let rows: MetricRow[];
  let sidecar: string;
  beforeEach(async () => {
    ({ library, id } = await libraryWithRun());
    sidecar = join(library.runDir(id), 'metrics.pyramid');
    rows = Array.from({ length: 1000 }, (_, at) => row(at + 1));
    const writer = await library.openWriter(id, 'app');
    for (let at = 0; at < rows.length; at += 77) await writer.appendMetrics(rows.slice(at, at + 77));
    await writer.close();
  });

  async function check(range: MetricRange, expected: readonly MetricRow[] = rows): Promise<void> {
    const buckets = await library.readMetricBuckets(id, range);
    expect(buckets.first.length).toBeLessThanOrEqual(range.buckets);
    const hand = byHand(expected, range, buckets);
    expect(buckets.rows).toEqual(hand.map((bucket) => bucket.rows));
    expect(buckets.rows.reduce((sum, count) => sum + count, 0)).toBe(
      expected.filter(({ step }) => step >= range.from && step <= range.to).length,
    );
    const { min, max, mean } = buckets.metrics.gLoss;
    expect(min).toEqual(hand.map((bucket) => bucket.min));
    expect(max).toEqual(hand.map((bucket) => bucket.max));
    expect(mean.map((value) => value.toFixed(8))).toEqual(hand.map((bucket) => bucket.mean.toFixed(8)));
    expect(buckets.metrics.dLoss.min.every(Number.isNaN)).toBe(true);
    expect(buckets.metrics).not.toHaveProperty('step');
  }

  it('are what the rows say, for any range and number of buckets', async () => {
    const range = fc.record({
      from: fc.integer({ min: -5, max: 1100 }),
      length: fc.nat(1200),
      buckets: fc.integer({ min: 1, max: 400 }),
    });
    await fc.assert(
      fc.asyncProperty(range, ({ from, length, buckets }) => check({ from, to: from + length, buckets })),
      { numRuns: 150 },
    );
  });

  it('come from blocks that were written as the run went', async () => {
    expect((await stat(sidecar)).size).toBeGreaterThan((1000 / 32) * 100);
    const before = await readFile(sidecar);
    await check({ from: 1, to: 1000, buckets: 5 });
    expect(await readFile(sidecar)).toEqual(before);
  });

  it('are the same when the sidecar is missing, cut, altered or foreign, which mends it', async () => {
    const whole = await readFile(sidecar);
    const altered = Buffer.from(whole);
    altered[700]! ^= 4;
    const damages = [
      () => rm(sidecar),
      () => truncate(sidecar, 0),
      () => truncate(sidecar, 10),
      () => truncate(sidecar, whole.length - 7),
      () => writeFile(sidecar, altered),
      () => writeFile(sidecar, Buffer.concat([whole, whole])),
      () => writeFile(sidecar, 'what is this'),
    ];
    for (const harm of damages) {
      await harm();
      await check({ from: 1, to: 1000, buckets: 7 });
      expect(await readFile(sidecar)).toEqual(whole);
    }
  });

  it('follow a run that was taken back and trained on', async () => {
    const writer = await library.openWriter(id, 'app');
    await writer.truncateMetrics(500);
    const others = Array.from({ length: 700 }, (_, at) => ({ ...row(at + 501), gLoss: 9 }));
    await writer.appendMetrics(others);
    await writer.close();
    await check({ from: 1, to: 1200, buckets: 9 }, [...rows.slice(0, 500), ...others]);
    await check({ from: 450, to: 620, buckets: 2 }, [...rows.slice(0, 500), ...others]);
  });

  it('follow metrics that were rewritten behind our back', async () => {
    const path = join(library.runDir(id), 'metrics.jsonl');
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, [...lines.slice(100, 400), ''].join('\n'));
    await check({ from: 1, to: 2000, buckets: 5 }, rows.slice(100, 400));
    await rm(path);
    expect((await library.readMetricBuckets(id, { from: 0, to: 2000, buckets: 5 })).first).toEqual([]);
    const writer = await library.openWriter(id, 'app');
    await writer.appendMetrics(rows.slice(0, 40));
    await writer.close();
    await check({ from: 1, to: 2000, buckets: 1 }, rows.slice(0, 40));
  });

  it('leave damaged lines out', async () => {
    const path = join(library.runDir(id), 'metrics.jsonl');
    const lines = (await readFile(path, 'utf8')).split('\n');
    lines[3] = '{"step":';
    lines[64] = 'x'.repeat(5000);
    await writeFile(path, lines.join('\n'));
    await rm(sidecar);
    await check(
      { from: 1, to: 1000, buckets: 6 },
      rows.filter(({ step }) => step !== 4 && step !== 65),
    );
  });

  it('are refused for what is no range', async () => {
    for (const range of [
      { from: 2, to: 1, buckets: 1 },
      { from: 0, to: 1, buckets: 0 },
      { from: 0, to: 1, buckets: 1.5 },
      { from: Number.NaN, to: 1, buckets: 1 },
      { from: 0, to: 1, buckets: 1e9 },
    ])
      await expect(library.readMetricBuckets(id, range)).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it('never hold up a run that cannot write them', async () => {
    const writer = await library.openWriter(id, 'app');
    await rm(sidecar);
    // A folder in its place cannot be appended to.
    await mkdir(sidecar);
    await writer.appendMetrics(Array.from({ length: 100 }, (_, at) => row(at + 1001)));
    await writer.close();
    expect((await library.readMetrics(id, 0)).columns.step).toHaveLength(1100);
  });
});
