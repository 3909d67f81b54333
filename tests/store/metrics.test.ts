import fc from 'fast-check';
import { appendFile, open, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { METRIC_NAMES, type MetricRow } from '@shared/run.ts';
import { appendMetrics, cutTornLine, readMetrics, truncateMetrics } from '../../electron/store/metrics.ts';
import { readSparkline } from '../../electron/store/sparkline.ts';
import { libraryWithRun, metricRow, temporaryFolder } from './support/fixtures.ts';

describe('metrics', () => {
  let path: string;
  beforeEach(async () => {
    path = join(await temporaryFolder(), 'metrics.jsonl');
  });
  const rows = (from: number, to: number): MetricRow[] =>
    Array.from({ length: to - from + 1 }, (_, i) => metricRow(from + i));
  const steps = async (offset = 0): Promise<number[]> => (await readMetrics(path, offset)).columns.step;

  it('are one JSON object a line, with every name in order', async () => {
    await appendMetrics(path, [metricRow(1)]);
    const text = await readFile(path, 'utf8');
    expect(text.endsWith('}\n')).toBe(true);
    expect(Object.keys(JSON.parse(text))).toEqual([...METRIC_NAMES]);
  });

  it('come back exactly (−0 as 0), what JSON cannot hold as NaN', async () => {
    const row = fc.record(
      Object.fromEntries(METRIC_NAMES.map((name) => [name, name === 'step' ? fc.nat() : fc.double()])) as Record<
        string,
        fc.Arbitrary<number>
      >,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 8 }), async (written) => {
        await writeFile(path, '');
        await appendMetrics(path, written as MetricRow[]);
        const { columns } = await readMetrics(path, 0);
        for (const name of METRIC_NAMES)
          expect(columns[name]).toEqual(
            written.map((entry) =>
              Number.isFinite(entry[name]) ? (entry[name]! === 0 ? 0 : entry[name]) : Number.NaN,
            ),
          );
      }),
      { numRuns: 50 },
    );
  });

  it('are read on from where the last page ended', async () => {
    await appendMetrics(path, rows(1, 3));
    const first = await readMetrics(path, 0);
    await appendMetrics(path, rows(4, 5));
    const second = await readMetrics(path, first.nextOffset);
    expect(second.columns.step).toEqual([4, 5]);
    expect((await readMetrics(path, second.nextOffset)).columns.step).toEqual([]);
    expect(second.nextOffset).toBe((await stat(path)).size);
  });

  it('lose at most the torn last line, wherever the file is cut', async () => {
    await appendMetrics(path, rows(1, 4));
    const whole = await readFile(path);
    for (let size = 0; size <= whole.length; size += 1) {
      const lines = whole.subarray(0, size).filter((byte) => byte === 0x0a).length;
      await writeFile(path, whole.subarray(0, size));
      expect(await steps()).toEqual(rows(1, lines).map((row) => row.step));
      if (size % 7 !== 0) continue;
      await cutTornLine(path);
      await appendMetrics(path, rows(lines + 1, 4));
      expect((await readFile(path)).equals(whole)).toBe(true);
    }
  });

  it('find the last whole line however long the torn end is', async () => {
    await appendMetrics(path, rows(1, 2));
    const { size } = await stat(path);
    await appendFile(path, Buffer.alloc(200_000, 'x'));
    await cutTornLine(path);
    expect((await stat(path)).size).toBe(size);
    await writeFile(path, Buffer.alloc(200_000, 'x'));
    await cutTornLine(path);
    expect((await stat(path)).size).toBe(0);
  });

  it('leave damaged lines out and keep the rest', async () => {
    await appendMetrics(path, rows(1, 1));
    await appendFile(
      path,
      `\u0000\u0001\n{"step":2\nnull\n[]\n"x"\n{"step":"3"}\n${Buffer.from([0xff, 0xfe]).toString('latin1')}\n`,
    );
    await appendMetrics(path, rows(4, 4));
    expect(await steps()).toEqual([1, 4]);
    expect((await readMetrics(path, 0)).nextOffset).toBe((await stat(path)).size);
  });

  it('end where the run goes on from', async () => {
    await appendMetrics(path, rows(1, 9));
    await appendFile(path, '{"step":10,');
    await truncateMetrics(path, 6);
    expect(await steps()).toEqual([1, 2, 3, 4, 5, 6]);
    await truncateMetrics(path, 6);
    await truncateMetrics(path, 0);
    expect(await steps()).toEqual([]);
    await truncateMetrics(`${path}-absent`, 0);
  });

  it('start over for a reader whose place is gone', async () => {
    await appendMetrics(path, rows(1, 9));
    const { nextOffset } = await readMetrics(path, 0);
    await truncateMetrics(path, 2);
    expect(await steps(nextOffset)).toEqual([1, 2]);
    expect(await steps(5)).toEqual([1, 2]);
    for (const nonsense of [-1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER])
      expect(await steps(nonsense)).toEqual([1, 2]);
  });

  it('are none where there is no file', async () => {
    expect(await readMetrics(path, 0)).toMatchObject({ nextOffset: 0, columns: { step: [] } });
  });

  it('go on after a line longer than a read', async () => {
    await appendMetrics(path, rows(1, 1));
    const handle = await open(path, 'a');
    await handle.write(Buffer.alloc(9_000_000, 'x'));
    await handle.write('\n');
    await handle.close();
    await appendMetrics(path, rows(2, 2));
    expect(await steps()).toEqual([1, 2]);
  });
});

describe('a writer', () => {
  it('cuts a torn line off before it appends', async () => {
    const { library, id } = await libraryWithRun();
    const path = join(library.runDir(id), 'metrics.jsonl');
    const first = await library.openWriter(id, 'app');
    await first.appendMetrics([metricRow(1), metricRow(2)]);
    await first.close();
    await truncate(path, (await stat(path)).size - 5);
    const second = await library.openWriter(id, 'app');
    await second.appendMetrics([metricRow(2)]);
    await second.appendMetrics([metricRow(3)]);
    await second.close();
    expect((await library.readMetrics(id, 0)).columns.step).toEqual([1, 2, 3]);
  });
});

describe('a sparkline', () => {
  it('spans the whole run with a few points, however long it is', async () => {
    const path = join(await temporaryFolder(), 'metrics.jsonl');
    for (const length of [1, 2, 39, 40, 41, 100, 5000]) {
      await writeFile(
        path,
        Array.from(
          { length },
          (_, step) => `${JSON.stringify({ ...metricRow(step), gLoss: step, dLoss: -step })}\n`,
        ).join(''),
      );
      await appendFile(path, '{"step":99999,"gLo');
      const { generator, discriminator } = await readSparkline(path);
      expect(generator).toHaveLength(Math.min(40, length));
      expect(discriminator).toEqual(generator.map((value) => -value + 0));
      expect(generator).toEqual([...new Set(generator)].sort((a, b) => a - b));
      expect(generator[0]).toBeLessThan(5);
      expect(generator.at(-1)).toBeGreaterThan(length - 5);
    }
  });

  it('leaves out what is no number, and is empty without metrics', async () => {
    const path = join(await temporaryFolder(), 'metrics.jsonl');
    expect(await readSparkline(path)).toEqual({ generator: [], discriminator: [] });
    await writeFile(path, '{"step":1,"gLoss":null,"dLoss":1}\n{"step":2,"gLoss":2,"dLoss":3}\nx\n');
    // A network that rests in a step has no loss there.
    expect(await readSparkline(path)).toEqual({ generator: [2], discriminator: [1, 3] });
  });
});
