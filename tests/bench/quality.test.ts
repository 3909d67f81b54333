import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataset } from '../../electron/data/index.ts';
import { isAdvised, settingsOf } from '../../bench/quality/our-run.ts';
import { addRow, isOf, readRows, tableOf, type Row } from '../../bench/quality/rows.ts';
import { paceOf, stepsIn } from '../../bench/quality/pace.ts';
import { choose, readList } from '../../bench/quality/pictures.ts';
import { modesOf, stack, unstack } from '../../bench/quality/stacked.ts';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'forger-quality-'))));
afterAll(() => rm(folder, { recursive: true }));

const row = (changes: Partial<Row> = {}): Row => ({
  ...{ set: 'clothes', entry: 'lsgan', seed: 1, minutes: 10, steps: 1000, pace: null, kid: 1, kidSd: 0.1, fdLite0: 50 },
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
  // As they were before a classifier outside was asked, and minutes counted otherwise than by the clock.
  const { outside, modes, pace, ...earlier } = row();
  await writeFile(file, `${JSON.stringify(earlier)}\n`);
  expect(await readRows(file)).toEqual([{ ...earlier, outside, modes, pace }]);
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
  const { trained, judges } = choose(600, groups, 150);
  expect(judges.length).toBe(150);
  const seen = new Set([...trained].map((index) => groups[index]));
  expect([...judges].filter((index) => seen.has(groups[index] ?? -1))).toEqual([]);
  expect(choose(600, groups, 150)).toEqual({ trained, judges });
  const all = choose(50, undefined, 20);
  expect(new Set([...all.trained, ...all.judges]).size).toBe(50);
});

it('lists 400 emoji, and 1,000 that are no variants of them', async () => {
  const { trained, judges } = await readList('emoji-400.csv');
  const { groups, record } = await openDataset(folder, 'resources/datasets', 'emoji');
  expect([trained.length, judges.length]).toEqual([400, 1000]);
  expect(new Set([...trained, ...judges]).size).toBe(1400);
  expect(Math.max(...trained, ...judges)).toBeLessThan(record.count);
  const seen = new Set([...trained].map((index) => groups?.[index]));
  expect([...judges].filter((index) => seen.has(groups?.[index]))).toEqual([]);
});

it('lists pieces of photographs, no pixel of which is both learnt and judged by', async () => {
  const lines = (await readFile('bench/quality/photos-400.csv', 'utf8')).trim().split('\n').slice(1);
  const pieces = lines.map((line) => {
    const [part = '', photo = '', left = NaN, top = NaN, side = NaN] = line
      .split(',')
      .map((cell, at) => (at < 2 ? cell : Number(cell))) as [string, string, number, number, number];
    return { part, photo, left, top, side };
  });
  expect(['trained', 'judges'].map((part) => pieces.filter((piece) => piece.part === part).length)).toEqual([
    400, 1000,
  ]);
  const judging = pieces.filter(({ part }) => part === 'judges');
  const apart = (a: (typeof pieces)[number], b: (typeof pieces)[number]): boolean =>
    a.left + a.side <= b.left || b.left + b.side <= a.left || a.top + a.side <= b.top || b.top + b.side <= a.top;
  for (const one of pieces.filter(({ part }) => part === 'trained'))
    expect(judging.filter((other) => other.photo === one.photo && !apart(one, other))).toEqual([]);
});

it('counts minutes by the newest pace of an entry on its set', () => {
  const pace = (set: string, entry: string, ms: number) => ({ set, entry, ms, machine: 'quiet' });
  const paces = [pace('clothes', 'cgan', 100), pace('clothes', 'cgan', 120), pace('emoji-400', 'cgan', 300)];
  expect(paceOf(paces, 'clothes', 'cgan')).toBe(120);
  expect(stepsIn(10, 120)).toBe(5000);
  expect(() => paceOf(paces, 'clothes', 'lsgan')).toThrow('No pace of lsgan on clothes was measured');
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
