import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findSource } from '../../electron/data/import/source.ts';
import { importIdx, openDataset, type IdxPair } from '../../electron/data/index.ts';
import { encodeIdx } from './support/idx.ts';
import { gradient } from './support/pictures.ts';

let folder: string;
let library: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forger-idx-'));
  library = await mkdtemp(join(tmpdir(), 'forger-library-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  await rm(library, { recursive: true });
});

const put = async (name: string, bytes: Uint8Array): Promise<string> => {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
};
const images = (count: number, height = 5, width = 4): Buffer =>
  encodeIdx([count, height, width], gradient(width, height * count, 1));
const labels = (...numbers: number[]): Buffer => encodeIdx([numbers.length], Uint8Array.from(numbers));
const run = (pair: IdxPair, signal = new AbortController().signal) =>
  importIdx({ libraryDir: library, pair, name: 'Digits', signal, onProgress: () => undefined });

describe('IDX files', () => {
  test.each([
    ['plain', (bytes: Buffer) => bytes],
    ['gzipped', (bytes: Buffer) => gzipSync(bytes)],
  ])('%s become a data set of their own size', async (_what, pack) => {
    const pair = { images: await put('a', pack(images(3))), labels: await put('b', pack(labels(2, 0, 2))) };
    const { record, report } = await run(pair);
    expect(record).toMatchObject({
      name: 'Digits',
      count: 3,
      image: { height: 5, width: 4, channels: 1 },
      labels: ['0', '2'],
    });
    expect(report.labels).toEqual([
      { name: '0', count: 1 },
      { name: '2', count: 2 },
    ]);
    const opened = await openDataset(library, '', record.id);
    expect([...opened.pixels]).toEqual([...gradient(4, 15, 1)]);
    expect([...(opened.labels ?? [])]).toEqual([1, 0, 1]);
  });

  test("that count their labels from 1, as EMNIST's letters do, get no label without an image", async () => {
    const { record } = await run({ images: await put('a', images(3)), labels: await put('b', labels(26, 1, 3)) });
    expect(record.labels).toEqual(['1', '3', '26']);
    expect([...((await openDataset(library, '', record.id)).labels ?? [])]).toEqual([2, 0, 1]);
  });

  test('of four dimensions are in colour', async () => {
    const { record } = await run({ images: await put('a', encodeIdx([2, 3, 4, 3], gradient(4, 6, 3))), labels: null });
    expect(record).toMatchObject({ image: { height: 3, width: 4, channels: 3 }, count: 2, labels: null });
  });

  test.each<[string, () => Promise<IdxPair>, string]>([
    [
      'labels of another number',
      async () => ({ images: await put('a', images(3)), labels: await put('b', labels(1, 2)) }),
      '3 images but 2 labels',
    ],
    ['labels for images', async () => ({ images: await put('a', labels(1, 2)), labels: null }), 'does not hold images'],
    [
      'images for labels',
      async () => ({ images: await put('a', images(3)), labels: await put('b', images(3)) }),
      'does not hold labels',
    ],
    ['one image', async () => ({ images: await put('a', images(1)), labels: null }), 'only one image'],
    [
      'two channels',
      async () => ({ images: await put('a', encodeIdx([2, 3, 4, 2], new Uint8Array(48))), labels: null }),
      'does not hold images',
    ],
    [
      'images that are too large',
      async () => ({ images: await put('a', encodeIdx([2, 2, 2000], new Uint8Array(8000))), labels: null }),
      'does not hold images',
    ],
    [
      'a file that is cut off',
      async () => ({ images: await put('a', images(3).subarray(0, 50)), labels: null }),
      'cut off',
    ],
    [
      'a gzip that is cut off',
      async () => ({ images: await put('a', gzipSync(images(99)).subarray(0, -9)), labels: null }),
      'cut off',
    ],
  ])('with %s are refused, and nothing is left', async (_what, make, sentence) => {
    await expect(run(await make())).rejects.toThrow(sentence);
    expect(await readdir(join(library, 'datasets')).catch(() => [])).toEqual([]);
  });

  test('are left alone when cancelled', async () => {
    const pair = { images: await put('a', images(3)), labels: null };
    await expect(run(pair, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(join(library, 'datasets')).catch(() => [])).toEqual([]);
  });
});

describe('what is at a path', () => {
  test('a folder of images is a folder', async () => {
    await put('a.png', Buffer.from('x'));
    expect(await findSource(folder)).toEqual({ kind: 'folder', folder });
  });

  test("a folder of MNIST's files is its training images with their labels", async () => {
    const files = [
      't10k-images-idx3-ubyte.gz',
      't10k-labels-idx1-ubyte.gz',
      'train-images-idx3-ubyte',
      'train-labels-idx1-ubyte.gz',
    ];
    for (const name of files) {
      const bytes = name.includes('labels') ? labels(1, 2, 3) : images(3);
      await put(name, name.endsWith('.gz') ? gzipSync(bytes) : bytes);
    }
    const pair = { images: join(folder, files[2] ?? ''), labels: join(folder, files[3] ?? '') };
    expect(await findSource(folder)).toEqual({ kind: 'idx', pair });
    expect(await findSource(pair.images)).toEqual({ kind: 'idx', pair });
    const held = { images: join(folder, files[0] ?? ''), labels: join(folder, files[1] ?? '') };
    expect(await findSource(held.images)).toEqual({ kind: 'idx', pair: held });
  });

  test('an IDX file of any name is one', async () => {
    const path = await put('digits.bin', images(3));
    expect(await findSource(path)).toEqual({ kind: 'idx', pair: { images: path, labels: null } });
  });

  test.each<[string, string, Buffer, string]>([
    ['labels alone', 'l', labels(1, 2), 'labels alone'],
    ['a gzip of something else', 'a.gz', gzipSync('hello'), 'A .gz file cannot be imported'],
    ['a broken gzip', 'b.gz', Buffer.from([0x1f, 0x8b, 0, 0, 0]), 'A .gz file cannot be imported'],
    ['a text', 'notes', Buffer.from('hello'), 'This file cannot be imported. Choose pictures (PNG, JPEG, WebP, '],
    ['nothing', 'empty.png', Buffer.alloc(0), 'A .png file cannot be imported'],
  ])('%s is refused in one sentence', async (_what, name, bytes, sentence) => {
    await expect(findSource(await put(name, bytes))).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining(sentence) as string,
    });
  });

  test('what is not there is not found', async () => {
    await expect(findSource(join(folder, 'gone'))).rejects.toMatchObject({ code: 'not-found' });
    await mkdir(join(folder, 'sub'));
    expect(await findSource(join(folder, 'sub'))).toMatchObject({ kind: 'folder' });
  });
});
