import { mkdir, mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { decode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OFFERED } from '../../electron/data/offered.ts';
import type { DatasetRecord } from '../../electron/shared/dataset.ts';
import {
  BUNDLED,
  datasetPage,
  datasetThumbnail,
  deletableDataset,
  listDatasets,
  openDataset,
  readImportReport,
} from '../../electron/data/index.ts';
import { pageImages } from '../../electron/shared/dataset-page.ts';
import { buildDataset } from '../../electron/data/library/build.ts';
import { temporaryBeside } from '../../electron/store/files/index.ts';
import { gradient } from './support/pictures.ts';

const bundled = resolve(import.meta.dirname, '../../resources/datasets');
const IMAGE = { height: 3, width: 4, channels: 3 } as const;

let library: string;
beforeEach(async () => {
  library = await mkdtemp(join(tmpdir(), 'forger-library-'));
});
afterEach(() => rm(library, { recursive: true }));

async function make(count: number, name = 'Tiny', id?: string): Promise<DatasetRecord> {
  const numbers = Uint16Array.from({ length: count }, (_, index) => index % 2);
  const fill = async (pixels: { append(bytes: Uint8Array): Promise<void> }) => {
    for (let index = 0; index < count; index += 1) await pixels.append(gradient(4, 3, 3, index));
    const report = { imported: count, refused: [{ path: 'x', reason: 'y' }], labels: [], seconds: 1 };
    return { name, source: 'a test', licence: null, labels: ['even', 'odd'], numbers, report };
  };
  const { record } = await buildDataset(library, IMAGE, fill, id);
  return record;
}

describe('a data set of the library', () => {
  test('comes back as it was made', async () => {
    const record = await make(7);
    const { pixels, labels, record: read } = await openDataset(library, bundled, record.id);
    expect(read).toEqual(record);
    expect([...pixels]).toEqual(Array.from({ length: 7 }, (_, index) => [...gradient(4, 3, 3, index)]).flat());
    expect([...(labels ?? [])]).toEqual([0, 1, 0, 1, 0, 1, 0]);
    expect(await readdir(join(library, 'datasets'))).toEqual([record.id]);
  });

  test('is looked through a page at a time, all of it or one label', async () => {
    const count = 2 * pageImages(IMAGE) + 7;
    const record = await make(count);
    const pixels = (index: number): number[] => [...gradient(4, 3, 3, index)];
    const seen: number[] = [];
    for (let page = 0; page < 4; page += 1) {
      const found = await datasetPage(library, bundled, record.id, { label: null, page });
      expect(found.total).toBe(count);
      expect([...found.pixels]).toEqual(found.indices.flatMap(pixels));
      seen.push(...found.indices);
    }
    expect(seen).toEqual(Array.from({ length: count }, (_, index) => index));
    const odd = await datasetPage(library, bundled, record.id, { label: 1, page: 1 });
    expect(odd).toMatchObject({ total: Math.floor(count / 2), labels: [1, 1, 1] });
    expect(odd.indices).toEqual([count - 6, count - 4, count - 2]);
    expect([...odd.pixels]).toEqual(odd.indices.flatMap(pixels));
    expect(await datasetPage(library, bundled, record.id, { label: 9, page: 0 })).toMatchObject({ total: 0 });
    await truncate(join(library, 'datasets', record.id, 'pixels.bin'), 9);
    const damaged = datasetPage(library, bundled, record.id, { label: null, page: 0 });
    await expect(damaged).rejects.toMatchObject({ code: 'damaged' });
  });

  test('comes back whole when it is larger than any buffer', async () => {
    const big = new Uint8Array(1024 * 1024 * 3).map((_, index) => (index * 31) % 251);
    const { record } = await buildDataset(library, { height: 1024, width: 1024, channels: 3 }, async (pixels) => {
      await pixels.append(big.subarray(0, 5));
      await pixels.append(big.subarray(5));
      for (let at = 0; at < big.length; at += 400_000) await pixels.append(big.subarray(at, at + 400_000));
      return {
        name: 'Big',
        source: '',
        licence: null,
        labels: null,
        numbers: null,
        report: { imported: 2, refused: [], labels: [], seconds: 0 },
      };
    });
    expect(record.count).toBe(2);
    const { pixels, labels } = await openDataset(library, bundled, record.id);
    expect(labels).toBeNull();
    expect(Buffer.compare(pixels, Buffer.concat([big, big]))).toBe(0);
  });

  test('has a thumbnail of images spread evenly, made anew when it is gone', async () => {
    const record = await make(24);
    const png = await datasetThumbnail(library, bundled, record.id);
    const { width, height, channels, data } = decode(png);
    expect([width, height, channels]).toEqual([24, 6, 3]);
    // The tile in column 1 of row 1 is the eighth of twelve: image 14 of 24.
    const row = data.slice((3 * 24 + 4) * 3, (3 * 24 + 8) * 3);
    expect([...row]).toEqual([...gradient(4, 3, 3, 14).subarray(0, 12)]);
    await rm(join(library, 'datasets', record.id, 'thumbnail.png'));
    expect(Buffer.compare(await datasetThumbnail(library, bundled, record.id), png)).toBe(0);
  });

  test('of fewer images than tiles leaves the rest black', async () => {
    const { data } = decode(await datasetThumbnail(library, bundled, (await make(2)).id));
    expect([...data.slice(0, 12)]).toEqual([...gradient(4, 3, 3, 0).subarray(0, 12)]);
    expect(new Set(data.slice(8 * 3, 24 * 3))).toEqual(new Set([0]));
  });
});

describe('the list', () => {
  test('has what ships, what is in the library newest first, and what can be downloaded', async () => {
    const [older, newer] = [await make(2), await make(3)];
    const path = join(library, 'datasets', older.id, 'dataset.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace(older.createdAt, '2020-01-01T00:00:00.000Z'));
    const list = await listDatasets(library, bundled);
    expect(list.map((summary) => (summary.state === 'ready' ? summary.record.id : summary.id))).toEqual([
      'fashion-mnist',
      'emoji',
      newer.id,
      older.id,
      ...OFFERED.map(({ id }) => id),
    ]);
    expect(list[2]).toMatchObject({ refused: 1, bundled: false });
  });

  test('offers each only until it is there', async () => {
    await make(2, 'MNIST', 'mnist');
    const offers = (await listDatasets(library, bundled)).filter((summary) => summary.state === 'offered');
    expect(offers.map(({ id, how }) => [id, how])).toEqual([
      ['letters', 'make'],
      ['clothes-pairs', 'make'],
      ['emoji-pairs', 'make'],
      ['notmnist', 'download'],
      ['kmnist', 'download'],
      ['emnist-letters', 'download'],
      ['cifar-10', 'download'],
    ]);
  });

  test('leaves out what cannot be read, and tells of it', async () => {
    const record = await make(2);
    await mkdir(join(library, 'datasets', 'empty'));
    await mkdir(join(library, 'datasets', 'Not an id'));
    await writeFile(join(library, 'datasets', 'stray'), '');
    await mkdir(join(library, 'datasets', 'moved'));
    await writeFile(join(library, 'datasets', 'moved', 'dataset.json'), JSON.stringify(record));
    const problems: unknown[] = [];
    const list = await listDatasets(library, bundled, (problem) => problems.push(problem));
    expect(list.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready', ...OFFERED.map(({ state }) => state)]);
    expect(problems).toHaveLength(2);
  });

  test('tells when what ships is missing', async () => {
    const problems: unknown[] = [];
    const list = await listDatasets(library, library, (problem) => problems.push(problem));
    expect(list.map(({ state }) => state)).toEqual(OFFERED.map(({ state }) => state));
    expect(problems.map(String)).toEqual([
      expect.stringContaining('copy of Fashion-MNIST is missing'),
      expect.stringContaining('copy of Noto Emoji is missing'),
    ]);
  });
});

describe('a damaged data set is refused, never opened', () => {
  test('after any change of any byte of any file that counts', async () => {
    const record = await make(5);
    const folder = join(library, 'datasets', record.id);
    const files = await Promise.all(
      ['pixels.bin', 'labels.bin', 'dataset.json'].map(async (name) => ({
        name,
        bytes: await readFile(join(folder, name)),
      })),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(2), fc.nat(), fc.integer({ min: 1, max: 255 }), async (which, position, change) => {
        const file = files[which];
        if (!file) throw new Error('There are three.');
        const mutant = Buffer.from(file.bytes);
        const at = position % mutant.length;
        mutant[at] = (mutant[at] ?? 0) ^ change;
        await writeFile(join(folder, file.name), mutant);
        const outcome = await openDataset(library, bundled, record.id).catch((error: unknown) => error);
        await writeFile(join(folder, file.name), file.bytes);
        if (outcome instanceof Error) expect(outcome).toMatchObject({ name: 'ForgerError', code: 'damaged' });
        // Only what the hash does not cover may differ: name, source, licence, date, white space.
        else expect(outcome).toMatchObject({ record: { hash: record.hash, count: record.count, image: record.image } });
        if (file.name !== 'dataset.json') expect(outcome).toBeInstanceOf(Error);
      }),
      { numRuns: 200 },
    );
    expect((await openDataset(library, bundled, record.id)).record).toEqual(record);
  });

  test.each(['pixels.bin', 'labels.bin', 'dataset.json'])('after %s was cut off or deleted', async (name) => {
    const record = await make(5);
    const path = join(library, 'datasets', record.id, name);
    await truncate(path, 5);
    await expect(openDataset(library, bundled, record.id)).rejects.toMatchObject({ code: 'damaged' });
    await rm(path);
    await expect(openDataset(library, bundled, record.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('when it claims to be enormous, before memory is set aside', async () => {
    const record = await make(5);
    const path = join(library, 'datasets', record.id, 'dataset.json');
    await writeFile(path, JSON.stringify({ ...record, count: 2 ** 50 }));
    await expect(openDataset(library, bundled, record.id)).rejects.toMatchObject({ code: 'damaged' });
    await writeFile(path, JSON.stringify({ ...record, count: 80_000_000 }));
    await expect(openDataset(library, bundled, record.id)).rejects.toMatchObject({ code: 'damaged' });
  });
});

describe('ids', () => {
  const hostile = [
    '..',
    '.',
    '',
    '../../etc',
    '..\\..',
    'a/b',
    'a\\b',
    '/etc/passwd',
    'C:\\x',
    '\\\\server\\x',
    'con.',
    'a\0b',
    'A',
    '%2e%2e',
    'a'.repeat(65),
    '\u202ea',
    '.tmp-x',
    'NUL ',
  ];
  test.each(hostile)('shaped like %j become no path', async (id) => {
    for (const use of [
      () => openDataset(library, bundled, id),
      () => readImportReport(library, id),
      () => datasetThumbnail(library, bundled, id),
      () => deletableDataset(library, id),
    ])
      await expect(use()).rejects.toMatchObject({ code: 'not-found' });
  });

  test('that are not there are not found', async () => {
    await expect(openDataset(library, bundled, 'nothing')).rejects.toMatchObject({ code: 'not-found' });
    await expect(deletableDataset(library, 'nothing')).rejects.toMatchObject({ code: 'not-found' });
    expect(await readImportReport(library, 'nothing')).toBeNull();
  });
});

test('a data set may be deleted, but not what ships', async () => {
  const { id } = await make(2);
  expect(await deletableDataset(library, id)).toBe(join(library, 'datasets', id));
  for (const { record } of BUNDLED)
    await expect(deletableDataset(library, record.id)).rejects.toMatchObject({ code: 'invalid-request' });
});

test('what a killed import left behind is swept away by the next', async () => {
  const first = await make(2);
  // Named as the store names what it builds, by a process that cannot be alive.

  const leftover = temporaryBeside(join(library, 'datasets', 'x')).replace(`-${process.pid}-`, '-4194999-');
  await mkdir(leftover);
  await writeFile(join(leftover, 'pixels.bin'), 'half');
  const second = await make(2);
  expect((await readdir(join(library, 'datasets'))).sort()).toEqual([first.id, second.id].sort());
});
