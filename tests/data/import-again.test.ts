import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DATASET_FILES } from '@shared/library-names.ts';
import type { PictureFacts } from '@shared/import/facts.ts';
import { importOptionsSchema, type ImportOptions } from '../../electron/shared/dataset.ts';
import { revisionSchema } from '../../electron/shared/import/revision.ts';
import {
  datasetDir,
  folderSource,
  importAgain,
  importOrigin,
  importPictures,
  makeVersion,
  moveOriginals,
  openDataset,
  readChoices,
  readImportReport,
  type Imported,
} from '../../electron/data/index.ts';
import { severalSource } from '../../electron/data/source/several.ts';
import { facts } from '../shared/import/pictures.ts';
import { fakeDecoders } from './support/fake-decoder.ts';

const SIDE = 8;

let home: string;
let folder: string;
let library: string;
let decoded: string[];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'forger-again-'));
  [folder, library] = [join(home, 'pictures'), join(home, 'library')];
  decoded = [];
});
afterEach(() => rm(home, { recursive: true }));

/** Pictures whose files say what is known of them, so that the same content has the same pixels and facts. */
async function put(pictures: Record<string, Partial<PictureFacts> | null>): Promise<void> {
  for (const [path, changes] of Object.entries(pictures)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), changes ? JSON.stringify(facts(changes)) : 'damaged');
  }
}

const signal = new AbortController().signal;
const decoder = () =>
  fakeDecoders({
    answer: ({ index, path }) => {
      const content = readFileSync(path);
      decoded.push(path.slice(folder.length + 1));
      if (content.toString() === 'damaged') return { type: 'refused', index, reason: 'damaged' };
      const digest = createHash('sha256').update(content).digest('hex');
      const known = { ...(JSON.parse(content.toString()) as PictureFacts), digest };
      const pixels = new Uint8Array(SIDE * SIDE).fill(Number.parseInt(digest.slice(0, 2), 16));
      return { type: 'decoded', index, pixels, facts: known };
    },
  }).launcher;

const args = () => ({ libraryDir: library, decoder: decoder(), signal, onProgress: () => undefined });
const choose = (choices: object = {}): ImportOptions =>
  importOptionsSchema.parse({ name: 'Pictures', width: SIDE, height: SIDE, ...choices });

async function fresh(options: ImportOptions): Promise<Imported> {
  return importPictures(await folderSource(folder, signal), { ...args(), options });
}
async function again(id: string): Promise<Imported> {
  decoded = [];
  return importAgain(await folderSource(folder, signal), { ...args(), id, name: 'Pictures, again' });
}
const beside = (id: string, file: string): Promise<Buffer> => readFile(join(datasetDir(library, id), file));

/** That what was imported again is what a fresh import makes, in every file but for names and times. */
async function expectFresh({ record, report }: Imported): Promise<void> {
  const options = await readChoices(library, record.id);
  const other = await fresh(options ?? choose());
  expect(record.hash).toBe(other.record.hash);
  expect((await openDataset(library, '', record.id)).pixels).toEqual(
    (await openDataset(library, '', other.record.id)).pixels,
  );
  for (const file of [DATASET_FILES.sources, DATASET_FILES.facts, DATASET_FILES.choices])
    expect(await beside(record.id, file)).toEqual(await beside(other.record.id, file));
  const { again: _, seconds: __, ...same } = report;
  expect({ ...same, seconds: 0 }).toEqual({ ...other.report, seconds: 0 });
}

const SOME = { 'a/1.png': {}, 'a/2.png': {}, 'a/3.png': {}, 'b/1.png': {}, 'b/2.png': {}, 'b/no.png': null };

test('what is new is decoded, what is gone is dropped, and the rest is as it was', async () => {
  await put(SOME);
  const { record } = await fresh(choose());
  await rm(join(folder, 'a/2.png'));
  await rename(join(folder, 'a/3.png'), join(folder, 'b/3.png'));
  await put({ 'a/0.png': {}, 'b/1.png': {}, 'c/1.png': {} });
  const made = await again(record.id);
  expect(decoded.sort()).toEqual(['a/0.png', 'b/1.png', 'b/no.png', 'c/1.png']);
  // b/1.png is another picture now: one comes, one goes.
  expect(made.report.again).toEqual({ from: record.id, added: 3, removed: 2, moved: 1 });
  expect(made.record).toMatchObject({ name: 'Pictures, again', count: 6, labels: ['a', 'b', 'c'] });
  expect(await readImportReport(library, made.record.id)).toEqual(made.report);
  await expectFresh(made);
});

test('choices are made anew among all that is there', async () => {
  const same = { hash: 'f0'.repeat(8) };
  await put({ ...SOME, 'c/blank.png': { contrast: 0 }, 'c/near.png': same, 'd/near.png': same });
  const choices = { skip: ['copies', 'near-copies', 'blank'], labels: { rename: { b: 'a' }, drop: ['e'], most: 3 } };
  const { record } = await fresh(choose(choices));
  await writeFile(join(folder, 'd/copy.png'), await readFile(join(folder, 'a/1.png')));
  await put({ 'a/0.png': {}, 'c/near-too.png': same, 'e/1.png': {} });
  const made = await again(record.id);
  // Known content is never opened, under whatever name; what was left out is judged again.
  expect(decoded).not.toContain('d/copy.png');
  expect(decoded).not.toContain('a/1.png');
  await expectFresh(made);
});

test('where nothing has changed no version is made, and it says so', async () => {
  await put(SOME);
  const { record } = await fresh(choose());
  await put({ 'b/too.png': null });
  await expect(again(record.id)).rejects.toThrow('Nothing has changed');
  await writeFile(join(folder, 'c.txt'), 'damaged');
  await rename(join(folder, 'b/2.png'), join(folder, 'b/9.png'));
  await expect(again(record.id)).rejects.toThrow('Nothing has changed');
  expect(await readdir(join(library, 'datasets'))).toEqual([record.id]);
});

test('a picture that moved to another label is a change', async () => {
  await put(SOME);
  const { record } = await fresh(choose());
  await rename(join(folder, 'a/3.png'), join(folder, 'b/0.png'));
  const made = await again(record.id);
  expect(made.report.again).toEqual({ from: record.id, added: 0, removed: 0, moved: 1 });
  await expectFresh(made);
});

test('a version knows where its images came from, and what is new joins it under its labels', async () => {
  await put(SOME);
  const { record } = await fresh(choose({ labels: { rename: { a: 'first' } } }));
  const version = await makeVersion({
    ...{ libraryDir: library, bundledDir: '', id: record.id, signal },
    revision: revisionSchema.parse({ name: 'Fewer', leaveOut: [1], labels: { rename: { first: 'one', b: 'two' } } }),
  });
  const lines = (await beside(version.id, DATASET_FILES.sources)).toString().trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { path: string }).path)).toEqual([
    'a/1.png',
    'a/3.png',
    'b/1.png',
    'b/2.png',
  ]);
  await put({ 'a/4.png': {}, 'b/3.png': {} });
  const made = await again(version.id);
  expect(decoded.sort()).toEqual(['a/4.png', 'b/3.png', 'b/no.png']);
  expect(made.record).toMatchObject({ count: 6, labels: ['one', 'two'] });
  expect(made.report.leftOut).toEqual([{ path: 'a/2.png', reason: 'left out by hand' }]);
  expect(made.report.again).toMatchObject({ added: 2, removed: 0, moved: 0 });
  await expectFresh(made);
});

test('what was damaged since is never copied on, and nothing is left', async () => {
  await put(SOME);
  const { record } = await fresh(choose());
  await put({ 'a/0.png': {} });
  const pixels = join(datasetDir(library, record.id), DATASET_FILES.pixels);
  const bytes = await readFile(pixels);
  bytes[3] = (bytes[3] ?? 0) ^ 1;
  await writeFile(pixels, bytes);
  await expect(again(record.id)).rejects.toMatchObject({ code: 'damaged' });
  expect(await readdir(join(library, 'datasets'))).toEqual([record.id]);
});

test.each([DATASET_FILES.choices, DATASET_FILES.sources, DATASET_FILES.facts])(
  'without %s it is said that the folder has to be imported anew',
  async (file) => {
    await put(SOME);
    const { record } = await fresh(choose());
    await rm(join(datasetDir(library, record.id), file));
    await expect(again(record.id)).rejects.toThrow('It is not known how "Pictures" was imported.');
  },
);

test.each([
  ['a line too few', (text: string) => text.slice(text.indexOf('\n') + 1)],
  ['a line too many', (text: string) => text + text],
  ['a line that is none', (text: string) => text.replace('{', '')],
  ['a hash that is none', (text: string) => text.replace(/"sha256":"./, '"sha256":"x')],
])('sources with %s are damaged', async (_, change) => {
  await put(SOME);
  const { record } = await fresh(choose());
  const path = join(datasetDir(library, record.id), DATASET_FILES.sources);
  await writeFile(path, change(await readFile(path, 'utf8')));
  await expect(again(record.id)).rejects.toMatchObject({ code: 'damaged' });
});

test('it is known where a folder can be imported from again, and said where it cannot', async () => {
  await put(SOME);
  const { record } = await fresh(choose());
  const origin = () => importOrigin(library, record.id);
  expect(await origin()).toEqual({ state: 'here', folder: await realpath(folder) });
  const version = await makeVersion({
    ...{ libraryDir: library, bundledDir: '', id: record.id, signal },
    revision: revisionSchema.parse({ name: 'Fewer', leaveOut: [0] }),
  });
  expect(await importOrigin(library, version.id)).toEqual(await origin());

  const moved = join(home, 'moved');
  await rename(folder, moved);
  expect(await origin()).toMatchObject({ state: 'gone', words: expect.stringContaining('is not there any more') });
  await moveOriginals(library, record.id, moved);
  expect(await origin()).toEqual({ state: 'here', folder: moved });

  await rm(join(datasetDir(library, record.id), DATASET_FILES.folder));
  expect(await origin()).toMatchObject({ state: 'lost' });
  await rm(join(datasetDir(library, record.id), DATASET_FILES.facts));
  expect(await origin()).toMatchObject({ state: 'never', words: expect.stringContaining('Import the folder anew') });
});

test('of an older version, whose place does not say so, several folders are told by what the data set says of itself', async () => {
  await put(SOME);
  for (const some of [
    ['a', 'b'],
    ['a', 'b/1.png'],
    ['a/1.png', 'a/2.png'],
  ]) {
    const paths = some.map((path) => join(folder, path));
    const { record } = await importPictures(await severalSource(paths, signal), { ...args(), options: choose() });
    await writeFile(join(datasetDir(library, record.id), DATASET_FILES.folder), JSON.stringify({ folder }));
    expect(await importOrigin(library, record.id)).toMatchObject({ state: 'never' });
  }
  // A folder is one, whatever it is called.
  const odd = join(home, '3 folders');
  await rename(folder, odd);
  const { record } = await importPictures(await folderSource(odd, signal), { ...args(), options: choose() });
  expect(await importOrigin(library, record.id)).toMatchObject({ state: 'here' });
});

test('several folders are not imported again as all that lies beside them', async () => {
  await put(SOME);
  await put({ 'c/other.png': {} });
  const some = await severalSource([join(folder, 'a'), join(folder, 'b')], signal);
  const { record } = await importPictures(some, { ...args(), options: choose() });
  expect(await importOrigin(library, record.id)).toMatchObject({
    state: 'never',
    words: expect.stringContaining(`--again ${record.id}`),
  });
  // Wherever its folder is said to lie.
  await moveOriginals(library, record.id, folder);
  expect(await importOrigin(library, record.id)).toMatchObject({ state: 'never' });
});
