import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DATASET_FILES } from '@shared/library-names.ts';
import type { PictureFacts } from '@shared/import/facts.ts';
import { importOptionsSchema } from '../../electron/shared/dataset.ts';
import { folderSource, importPictures, openDataset, readImportReport } from '../../electron/data/index.ts';
import { datasetDir } from '../../electron/data/index.ts';
import { facts, ON_DARK, ON_LIGHT } from '../shared/import/pictures.ts';
import { fakeDecoders } from './support/fake-decoder.ts';

const SIDE = 8;
const BYTES = SIDE * SIDE;

let folder: string;
let library: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forger-choices-'));
  library = await mkdtemp(join(tmpdir(), 'forger-library-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  await rm(library, { recursive: true });
});

/** Pictures by their paths: all pixels of the nth are n. Those without facts are refused. */
async function imported(
  pictures: Record<string, Partial<PictureFacts> | null>,
  choices: object = {},
  { table = null as ReadonlyMap<string, string> | null, aborts = null as AbortController | null } = {},
): Promise<Awaited<ReturnType<typeof importPictures>> & { values: number[]; names: (string | undefined)[] | null }> {
  const known = new Map<string, { value: number; facts: PictureFacts | null }>();
  for (const [index, [path, changes]] of Object.entries(pictures).entries()) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), 'x');
    known.set(join(folder, path), { value: index + 1, facts: changes && facts(changes) });
  }
  const decoders = fakeDecoders({
    answer: ({ index, path }) => {
      const picture = known.get(path);
      if (!picture?.facts) return { type: 'refused', index, reason: 'damaged' };
      return { type: 'decoded', index, pixels: new Uint8Array(BYTES).fill(picture.value), facts: picture.facts };
    },
  });
  const { signal } = aborts ?? new AbortController();
  const source = await folderSource(folder, signal);
  const made = await importPictures(
    { ...source, labels: table },
    {
      libraryDir: library,
      options: importOptionsSchema.parse({ name: 'Pictures', width: SIDE, height: SIDE, ...choices }),
      decoder: decoders.launcher,
      signal,
      onProgress: ({ done }) => void (done === -1 && aborts?.abort()),
    },
  );
  const { pixels, labels } = await openDataset(library, '', made.record.id);
  const values = [...pixels].filter((_, at) => at % BYTES === 0);
  return { ...made, values, names: labels && [...labels].map((label) => made.record.labels?.[label]) };
}
const beside = async (id: string, file: string): Promise<string> =>
  readFile(join(datasetDir(library, id), file), 'utf8');

const MESSY = {
  'a/1.png': { ...ON_DARK, digest: 'aa'.repeat(32) },
  'a/2.png': ON_DARK,
  'a/3.png': null,
  'b/1.png': { ...ON_DARK, digest: 'aa'.repeat(32) },
  'b/2.png': ON_LIGHT,
  'b/3.png': { contrast: 0 },
  'c/1.png': ON_DARK,
};

test('by default all are taken, and what a look finds is told', async () => {
  const { record, report, values, names } = await imported(MESSY);
  expect(values).toEqual([1, 2, 4, 5, 6, 7]);
  expect(names).toEqual(['a', 'a', 'b', 'b', 'b', 'c']);
  expect(report.leftOut).toEqual([]);
  expect(report.findings?.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['unreadable', 'mixed-tones', 'copies', 'blank', 'rare-label', 'labels']),
  );
  expect(await readImportReport(library, record.id)).toEqual(report);
});

test('what is left out is listed with its reason, and what stays is as if the rest had not been there', async () => {
  const { record, report, values, names } = await imported(MESSY, {
    skip: ['copies', 'blank'],
    leaveOut: ['c/1.png'],
  });
  expect(values).toEqual([1, 2, 5]);
  expect(names).toEqual(['a', 'a', 'b']);
  expect(report).toMatchObject({
    imported: 3,
    refused: [{ path: 'a/3.png', reason: 'damaged' }],
    leftOut: [
      { path: 'b/1.png', reason: 'a copy of a/1.png' },
      { path: 'b/3.png', reason: 'blank' },
      { path: 'c/1.png', reason: 'left out by hand' },
    ],
    labels: [
      { name: 'a', count: 2 },
      { name: 'b', count: 1 },
    ],
  });
  await rm(folder, { recursive: true });
  const { 'a/1.png': one, 'a/2.png': two, 'b/2.png': five } = MESSY;
  // Its pixels are told by its place.
  const alone = await imported({ 'a/1.png': one, 'a/2.png': two, 'a/3.png': null, 'a/4.png': null, 'b/2.png': five });
  expect(alone.record.hash).toBe(record.hash);
});

test('labels are renamed, joined, dropped and made even, or come from a table', async () => {
  const even = await imported(MESSY, { labels: { rename: { c: 'b' }, most: 2 } });
  expect([even.values, even.names]).toEqual([
    [1, 2, 4, 6],
    ['a', 'a', 'b', 'b'],
  ]);
  const dropped = await imported(MESSY, { labels: { drop: ['b'] } });
  expect([dropped.values, dropped.names]).toEqual([
    [1, 2, 7],
    ['a', 'a', 'c'],
  ]);
  const table = new Map([['a/1.png', 'old']]);
  expect((await imported(MESSY, {}, { table })).names?.[0]).toBe('old');
  expect((await imported(MESSY, { labels: { from: 'none' } }, { table })).names).toBeNull();
});

test('where each image came from stands beside it, and what was chosen', async () => {
  const { record } = await imported(MESSY, { skip: ['copies'], labels: { drop: ['c'] } });
  const lines = (await beside(record.id, DATASET_FILES.sources)).trim().split('\n');
  const sources = lines.map((line) => JSON.parse(line) as { path: string; sha256: string });
  expect(sources.map(({ path }) => path)).toEqual(['a/1.png', 'a/2.png', 'b/2.png', 'b/3.png']);
  expect(sources[0]?.sha256).toBe('aa'.repeat(32));
  const choices = JSON.parse(await beside(record.id, DATASET_FILES.choices)) as object;
  expect(choices).toMatchObject({ skip: ['copies'], labels: { drop: ['c'] }, fit: 'crop' });
  expect(importOptionsSchema.parse(choices)).toEqual(choices);
});

test('pixels that are closed up over more than a buffer are those that stay', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 90 }, (_, index) => [
      `${String(index).padStart(2, '0')}.png`,
      index % 3 === 1 ? { contrast: 0 } : {},
    ]),
  );
  const { values, record } = await imported(many, { skip: ['blank'], width: SIDE, height: SIDE });
  expect(values).toEqual([...Array(90).keys()].filter((index) => index % 3 !== 1).map((index) => index + 1));
  const pixels = await readFile(join(datasetDir(library, record.id), DATASET_FILES.pixels));
  expect(pixels).toHaveLength(60 * BYTES);
});

test('where nothing is left, that is said with a reason', async () => {
  await expect(imported({ '1.png': { contrast: 0 }, '2.png': {} }, { skip: ['blank'] })).rejects.toThrow(
    'Only one image could be taken from this folder, and at least 2 are needed. The first file not taken was 1.png: blank.',
  );
});
