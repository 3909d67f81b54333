import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as fs from 'node:fs/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  datasetDir,
  datasetPage,
  importIdx,
  makeVersion,
  openDataset,
  openToTrain,
  pixelChunks,
  readImportReport,
} from '../../electron/data/index.ts';
import type { DatasetRecord } from '../../electron/shared/dataset.ts';
import { DATASET_FILES } from '../../electron/shared/library-names.ts';
import { revise, revisionSchema } from '../../electron/shared/import/revision.ts';
import { encodeIdx } from './support/idx.ts';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  return { ...real, link: vi.fn(real.link) };
});

const BUNDLED = resolve(import.meta.dirname, '../../resources/datasets');
const SIDE = 4;
const SIZE = SIDE * SIDE;

let library: string;
beforeEach(async () => {
  library = await mkdtemp(join(tmpdir(), 'forger-versions-'));
});
afterEach(() => rm(library, { recursive: true, force: true }));

const signal = new AbortController().signal;
const images = (numbers: readonly number[]): Uint8Array =>
  Uint8Array.from(
    { length: numbers.length * SIZE },
    (_, at) => (numbers[Math.floor(at / SIZE)] ?? 0) * 10 + (at % SIZE),
  );

/** A data set of images that show their numbers, and their labels. */
async function made(numbers: readonly number[], labels: readonly number[] | null): Promise<DatasetRecord> {
  const [pictures, names] = [join(library, 'images-idx3-ubyte'), join(library, 'labels-idx1-ubyte')];
  await writeFile(pictures, encodeIdx([numbers.length, SIDE, SIDE], images(numbers)));
  if (labels) await writeFile(names, encodeIdx([labels.length], Uint8Array.from(labels)));
  const { record } = await importIdx({
    ...{ libraryDir: library, name: 'Numbers', signal, onProgress: () => undefined },
    pair: { images: pictures, labels: labels ? names : null },
  });
  return record;
}

const NUMBERS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const LABELS = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0];

const version = (id: string, changes: object): Promise<DatasetRecord> =>
  makeVersion({
    ...{ libraryDir: library, bundledDir: BUNDLED, id, signal },
    revision: revisionSchema.parse({ name: 'Fewer', ...changes }),
  });

async function onDisk(id: string): Promise<Uint8Array> {
  const opened = await openToTrain(library, BUNDLED, id, 0);
  try {
    await opened.verified;
    if (opened.pixels instanceof Uint8Array) throw new Error('It was read into memory.');
    return opened.pixels.read(Uint32Array.from({ length: opened.record.count }, (_, row) => row));
  } finally {
    await opened.close();
  }
}

async function chunks(record: DatasetRecord): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of pixelChunks(library, record)) pieces.push(piece);
  return Buffer.concat(pieces);
}

test('a version has the hash of a data set of the images that stay, and shares their pixels', async () => {
  const whole = await made(NUMBERS, LABELS);
  const fewer = await version(whole.id, { leaveOut: [1, 4, 5] });
  const alone = await made([0, 2, 3, 6, 7, 8, 9], [0, 2, 0, 0, 1, 2, 0]);
  expect(fewer).toMatchObject({ name: 'Fewer', count: 7, hash: alone.hash, labels: whole.labels });
  const paths = [whole.id, fewer.id].map((id) => join(datasetDir(library, id), DATASET_FILES.pixels));
  const [first, second] = await Promise.all(paths.map((path) => stat(path)));
  expect(second?.ino).toBe(first?.ino);
});

test.each([
  ['with its pixels shared', false],
  ['with pixels of its own, where a disk has no links', true],
])('a version %s is read everywhere as any data set, also without the one it was made from', async (_, unlinked) => {
  if (unlinked) vi.mocked(fs.link).mockRejectedValueOnce(Object.assign(new Error('no links'), { code: 'EPERM' }));
  const whole = await made(NUMBERS, LABELS);
  const fewer = await version(whole.id, { leaveOut: [0, 5, 6] });
  expect(fewer.shares === undefined).toBe(unlinked);
  await rm(datasetDir(library, whole.id), { recursive: true });
  const stay = [1, 2, 3, 4, 7, 8, 9];
  const held = await openDataset(library, BUNDLED, fewer.id);
  expect(held.pixels).toEqual(images(stay));
  expect(held.labels).toEqual(Uint16Array.from(stay, (number) => LABELS[number] ?? 0));
  expect(await onDisk(fewer.id)).toEqual(images(stay));
  expect(await chunks(fewer)).toEqual(Buffer.from(images(stay)));
  const ones = await datasetPage(library, BUNDLED, fewer.id, { label: 1, page: 0 });
  expect(ones).toMatchObject({ total: 3, indices: [0, 3, 4], pixels: images([1, 4, 7]) });
  expect((await stat(join(datasetDir(library, fewer.id), DATASET_FILES.thumbnail))).size).toBeGreaterThan(0);
  expect(await readImportReport(library, fewer.id)).toMatchObject({ imported: 7 });
});

test('a version of a version shares the first file', async () => {
  const whole = await made(NUMBERS, null);
  const fewer = await version(whole.id, { leaveOut: [0, 1] });
  const fewest = await version(fewer.id, { leaveOut: [0, 7] });
  expect(fewest).toMatchObject({ count: 6, shares: { from: fewer.id, images: 10 } });
  expect((await openDataset(library, BUNDLED, fewest.id)).pixels).toEqual(images([3, 4, 5, 6, 7, 8]));
});

test('labels are renamed, merged, dropped and evened out', async () => {
  const whole = await made(NUMBERS, LABELS);
  const [zero = '', one = '', two = ''] = whole.labels ?? [];
  const merged = await version(whole.id, { labels: { rename: { [two]: zero, [one]: 'odd' } } });
  expect(merged.labels).toEqual([zero, 'odd']);
  expect((await openDataset(library, BUNDLED, merged.id)).labels).toEqual(
    Uint16Array.from(LABELS, (label) => Number(label === 1)),
  );
  const dropped = await version(whole.id, { labels: { drop: [zero] } });
  expect((await openDataset(library, BUNDLED, dropped.id)).pixels).toEqual(images([1, 2, 4, 5, 7, 8]));
  expect(dropped.labels).toEqual([one, two]);
  const even = await version(whole.id, { labels: { most: 2 } });
  // Of the first label's four images the first and the third.
  expect((await openDataset(library, BUNDLED, even.id)).pixels).toEqual(images([0, 1, 2, 4, 5, 6]));
});

test('labels called as an object’s own parts are labels like others', () => {
  const labels = { rename: {}, drop: [], most: null };
  const { names } = revise(2, ['constructor', 'toString'], Uint16Array.of(0, 1), { leaveOut: [], labels });
  expect(names).toEqual(['constructor', 'toString']);
});

test('of what ships a version has pixels of its own', async () => {
  const few = await version('fashion-mnist', { labels: { most: 3, drop: ['Bag', 'Coat'] } });
  expect(few).toMatchObject({ count: 24, licence: expect.stringContaining('MIT') as string });
  expect(few.shares).toBeUndefined();
  expect((await openDataset(library, BUNDLED, few.id)).record.labels).toHaveLength(8);
});

test('what changes nothing or leaves nothing is refused, and nothing is made', async () => {
  const whole = await made(NUMBERS, LABELS);
  await expect(version(whole.id, {})).rejects.toThrow('Nothing of "Numbers" would change');
  await expect(version(whole.id, { leaveOut: [1, 2, 3, 4, 5, 6, 7, 8, 9] })).rejects.toThrow('At least 2 images');
  await expect(version('images-nowhere1', {})).rejects.toThrow();
  expect(await fs.readdir(join(library, 'datasets'))).toEqual([whole.id]);
});

test.each([
  ['names an image that is not there', Uint8Array.of(200, 0, 0, 0), 'names images that are not there'],
  ['was cut off', new Uint8Array(0), 'wrong length'],
])('a version whose list of images %s is damaged', async (_, first, sentence) => {
  const whole = await made(NUMBERS, LABELS);
  const fewer = await version(whole.id, { leaveOut: [0] });
  const list = join(datasetDir(library, fewer.id), DATASET_FILES.rows);
  const bytes = await fs.readFile(list);
  await writeFile(list, first.length > 0 ? Buffer.concat([first, bytes.subarray(4)]) : bytes.subarray(4));
  await expect(openDataset(library, BUNDLED, fewer.id)).rejects.toThrow(sentence);
  // The one it was made from is as it was.
  expect((await openDataset(library, BUNDLED, whole.id)).pixels).toEqual(images(NUMBERS));
});

test('images in another order than the file’s are another data set', async () => {
  const whole = await made(NUMBERS, LABELS);
  const fewer = await version(whole.id, { leaveOut: [0] });
  const list = join(datasetDir(library, fewer.id), DATASET_FILES.rows);
  const bytes = await fs.readFile(list);
  await writeFile(list, Buffer.concat([bytes.subarray(4, 8), bytes.subarray(0, 4), bytes.subarray(8)]));
  await expect(openDataset(library, BUNDLED, fewer.id)).rejects.toThrow('hash');
  await expect(onDisk(fewer.id)).rejects.toThrow('hash');
});

test('a version of pairs has pairs', async () => {
  const { id } = await made(NUMBERS, null);
  const path = join(datasetDir(library, id), DATASET_FILES.record);
  const record = JSON.parse(await fs.readFile(path, 'utf8')) as DatasetRecord;
  await writeFile(path, JSON.stringify({ ...record, pairs: true }));
  expect(await version(id, { leaveOut: [1] })).toMatchObject({ pairs: true, count: NUMBERS.length - 1 });
});
