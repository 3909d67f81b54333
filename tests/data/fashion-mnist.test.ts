import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { datasetPage, datasetThumbnail, listDatasets, openDataset } from '../../electron/data/index.ts';
import { DatasetHash } from '../../electron/data/hash.ts';

const bundled = resolve(import.meta.dirname, '../../resources/datasets');
let temporary: string;
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'forger-data-'));
});
afterAll(async () => {
  await rm(temporary, { recursive: true });
});

describe('Fashion-MNIST, as it ships', () => {
  test('is in the list of an empty library', async () => {
    const [first] = await listDatasets(join(temporary, 'none'), bundled);
    expect(first).toMatchObject({ state: 'ready', bundled: true, record: { id: 'fashion-mnist', count: 60_000 } });
  });

  test('opens to the training images, as its record says', async () => {
    const { record, pixels, labels } = await openDataset(temporary, bundled, 'fashion-mnist');
    expect(pixels.length).toBe(60_000 * 28 * 28);
    if (!labels) throw new Error('It has labels.');
    const counts = new Array<number>(10).fill(0);
    for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
    expect(counts).toEqual(new Array(10).fill(6_000));
    // The first training image is an ankle boot: known from the data set's own paper and pages.
    expect(record.labels?.[labels[0] ?? -1]).toBe('Ankle boot');
    const hash = new DatasetHash();
    hash.addPixels(pixels);
    expect(hash.finish(record.image, record.count, labels, record.labels)).toBe(record.hash);
  });

  test('a changed file is refused', async () => {
    await cp(join(bundled, 'fashion-mnist'), join(temporary, 'fashion-mnist'), { recursive: true });
    await writeFile(join(temporary, 'fashion-mnist', 'train-labels-idx1-ubyte.gz'), 'changed');
    await expect(openDataset(temporary, temporary, 'fashion-mnist')).rejects.toMatchObject({ code: 'damaged' });
  });

  test('is looked through by label', async () => {
    const { total, labels, pixels } = await datasetPage(temporary, bundled, 'fashion-mnist', { label: 8, page: 2 });
    expect([total, new Set(labels), pixels.length]).toEqual([6000, new Set([8]), 120 * 784]);
  });

  test('has a thumbnail of 6 × 2 images', async () => {
    const png = await datasetThumbnail(temporary, bundled, 'fashion-mnist');
    const picture = decode(png);
    expect([picture.width, picture.height, picture.channels]).toEqual([6 * 28, 2 * 28, 1]);
    const { pixels } = await openDataset(temporary, bundled, 'fashion-mnist');
    const row = picture.data.slice(5 * 168 + 28, 5 * 168 + 56);
    expect(Buffer.from(row)).toEqual(Buffer.from(pixels.slice(5_000 * 784 + 5 * 28, 5_000 * 784 + 6 * 28)));
  });
});
