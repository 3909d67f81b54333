import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isAdvised, settingsOf } from '../../bench/quality/our-run.ts';
import { addRow, isOf, readRows, tableOf, type Row } from '../../bench/quality/rows.ts';
import { choose } from '../../bench/quality/sets.ts';
import { modesOf, stack, unstack } from '../../bench/quality/stacked.ts';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'forger-quality-'))));
afterAll(() => rm(folder, { recursive: true }));

const row = (changes: Partial<Row> = {}): Row => ({
  ...{ set: 'clothes', entry: 'lsgan', seed: 1, minutes: 10, steps: 1000, kid: 1, kidSd: 0.1, fdLite0: 50 },
  ...{ precision: 0.5, recall: 0.25, copies: 0, outside: null, modes: null, grid: 'a.png', machine: 'two threads' },
  ...changes,
});

it('keeps what is finished, and tells it from what is not', async () => {
  const file = join(folder, 'rows.jsonl');
  expect(await readRows(file)).toEqual([]);
  await addRow(file, row());
  await addRow(file, row({ seed: 2, kid: 3 }));
  const rows = await readRows(file);
  expect(rows).toEqual([row(), row({ seed: 2, kid: 3 })]);
  expect(rows.some((one) => isOf(one, { set: 'clothes', entry: 'lsgan', seed: 2, minutes: 10 }))).toBe(true);
  expect(rows.some((one) => isOf(one, { set: 'clothes', entry: 'lsgan', seed: 3, minutes: 10 }))).toBe(false);
  // As they were before a classifier outside was asked.
  const { outside, modes, ...earlier } = row();
  await writeFile(file, `${JSON.stringify(earlier)}\n`);
  expect(await readRows(file)).toEqual([{ ...earlier, outside, modes }]);
  await writeFile(file, '{"set":1}\n');
  await expect(readRows(file)).rejects.toThrow();
});

it('prints means over seeds, the best first', () => {
  const outside = { fd: 9.04, recall: 0.625 };
  const lines = tableOf([row(), row({ seed: 2, kid: 3 }), row({ entry: 'cgan', kid: 0.5, copies: null, outside })]);
  expect(lines.slice(2)).toEqual([
    '| clothes | 10 | `cgan` | 1 | 1,000 | 0.500 | 50.0 | 0.25 | – | 9.0 | 0.63 | – |',
    '| clothes | 10 | `lsgan` | 1, 2 | 1,000 | 2.000 | 50.0 | 0.25 | 0.00 | – | – | – |',
  ]);
});

it('reads entries as recipes with a width and settings', () => {
  expect(settingsOf('dcgan-64')).toEqual({ preset: 'dcgan-64' });
  expect(settingsOf('dcgan-64@0.5:augment.color=on:batch=16')).toEqual({
    ...{ preset: 'dcgan-64', 'network.width': 0.5, 'augment.color': 'on', batch: 16 },
  });
  expect(settingsOf('cgan+advice@0.25:batch=16')).toEqual({ preset: 'cgan', 'network.width': 0.25, batch: 16 });
  expect(['cgan+advice', 'cgan+advice@0.5', 'cgan+advice:batch=8', 'cgan', 'cgan:batch=8'].map(isAdvised)).toEqual([
    ...[true, true, true, false, false],
  ]);
  expect(() => settingsOf('dcgan-64:nothing=1')).toThrow('There is no setting called "nothing".');
});

it('judges by images that nobody trained on, nor on variants of them', () => {
  const groups = Uint16Array.from({ length: 600 }, (_, index) => Math.floor(index / 3));
  const { trained, judges } = choose(600, groups, { from: 'any', trained: 100, judges: 150 });
  expect([trained.length, judges.length]).toEqual([100, 150]);
  const seen = new Set([...trained].map((index) => groups[index]));
  expect([...judges].filter((index) => seen.has(groups[index]))).toEqual([]);
  expect(choose(600, groups, { from: 'any', trained: 100, judges: 150 })).toEqual({ trained, judges });
  const all = choose(50, undefined, { from: 'any', judges: 20 });
  expect(new Set([...all.trained, ...all.judges]).size).toBe(50);
});

it('stacks three grey pictures as colours, and finds them again', () => {
  const grey = { height: 2, width: 2, channels: 1 } as const;
  const pixels = Uint8Array.from({ length: 2 * 3 * 4 }, (_, at) => at + 1);
  const stacked = stack(pixels, grey, 4);
  expect(stacked.length).toBe(2 * 4 * 4 * 3);
  // The second row and column of the first picture hold the first pixel of each of its three.
  expect([...stacked.subarray((4 + 1) * 3, (4 + 1) * 3 + 3)]).toEqual([1, 5, 9]);
  expect([...stacked.subarray(0, 3)]).toEqual([0, 0, 0]);
  expect(unstack(stacked, grey, 4)).toEqual(pixels);
  expect(modesOf([0, 1, 2, 0, 1, 2, 2, 1, 0, 9, 9, 9], 10)).toBe(3);
});
