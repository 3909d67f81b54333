import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDevice } from '../../../../electron/engine/device/index.ts';
import { featuresOfDataset, type DatasetFeatures } from '../../../../electron/engine/host/vision/dataset-features.ts';
import { keptImages, MOST_KEPT } from '../../../../electron/engine/host/vision/kept-images.ts';
import { openVision } from '../../../../electron/engine/host/vision/open.ts';
import { pixelsOf, type Images } from '../../../../electron/engine/training/batches.ts';
import { FEATURES } from '../../../../electron/engine/vision/index.ts';
import { readFeatures, removeFeatures, writeFeatures } from '../../../../electron/store/features.ts';
import { featuresFolder } from '../../../../electron/store/paths.ts';

const HASH = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
/** More than are written at once. */
const COUNT = 510;
const images: Images = {
  pixels: Uint8Array.from({ length: COUNT * 8 * 8 }, (_, place) => (place * 2654435761) >>> 24),
  count: COUNT,
  image: { height: 8, width: 8, channels: 1 },
  labels: null,
};

let library: string;
beforeAll(() => openDevice('cpu'));
beforeEach(async () => {
  library = await mkdtemp(join(tmpdir(), 'forger-features-'));
});
afterEach(() => rm(library, { recursive: true, force: true }));

/** @returns what came, and how far it was each time it said so */
async function looked(signal?: AbortSignal): Promise<DatasetFeatures & { steps: number[] }> {
  const steps: number[] = [];
  const progress = (done: number): void => void steps.push(done);
  return {
    ...(await featuresOfDataset(library, { hash: HASH, images }, { progress, ...(signal && { signal }) })),
    steps,
  };
}
const theFile = async (): Promise<string> => {
  const [name = '', ...more] = await readdir(featuresFolder(library));
  expect(more).toEqual([]);
  return join(featuresFolder(library), name);
};

describe('the features of a data set', () => {
  test('are those of its images, worked out once; cut off, damaged or cut short, what is missing is made again', async () => {
    const stopped = new AbortController();
    const stop = (done: number): void => {
      if (done === 500) stopped.abort(new Error('enough'));
    };
    await expect(
      featuresOfDataset(library, { hash: HASH, images }, { progress: stop, signal: stopped.signal }),
    ).rejects.toThrow('enough');
    const first = await looked();
    expect(first.steps).toEqual([500, COUNT]);
    expect(first.indices).toEqual(Uint32Array.from({ length: COUNT }, (_, index) => index));
    const vision = await openVision();
    const direct = await vision.features(pixelsOf(images, Uint32Array.of(3, 505)), images.image);
    for (const [row, index] of [3, 505].entries())
      for (let at = 0; at < FEATURES; at += 1)
        expect(first.features[index * FEATURES + at]).toBeCloseTo(direct[row * FEATURES + at] ?? Number.NaN, 4);
    const again = await looked();
    expect(again.steps).toEqual([COUNT]);
    expect(again.features).toEqual(first.features);

    const whole = await readFile(await theFile());
    const changed = Buffer.from(whole);
    changed[whole.length - 5] = (changed[whole.length - 5] ?? 0) ^ 1;
    for (const wrong of [changed, whole.subarray(0, -1), whole.subarray(0, 10)]) {
      await writeFile(await theFile(), wrong);
      const of = { hash: HASH, version: 1, width: FEATURES };
      expect(await readFeatures(library, of)).toHaveLength(0);
    }
    const mended = await looked();
    expect(mended.steps).toEqual([0, 500, COUNT]);
    expect(mended.features).toEqual(first.features);
  });

  test('are of all images, or of 10,000 that its size alone decides', () => {
    expect(keptImages(4)).toEqual(Uint32Array.of(0, 1, 2, 3));
    const some = keptImages(60_000);
    expect(some).toHaveLength(MOST_KEPT);
    expect(new Set(some).size).toBe(MOST_KEPT);
    expect(some).toEqual(keptImages(60_000));
    expect(some).toEqual(some.toSorted());
    expect(some[0]).toBeLessThan(60);
    expect(some.at(-1)).toBeGreaterThan(59_900);
  });
});

describe('what is kept of features', () => {
  const of = (hash: string, version = 1, width = 2) => ({ hash, version, width });

  test('is of one data set and one version', async () => {
    const rows = Float32Array.of(1, 2, 3, 4);
    await writeFeatures(library, of(HASH), rows);
    expect(await readFeatures(library, of(HASH))).toEqual(rows);
    for (const other of [of(OTHER), of(HASH, 2), of(HASH, 1, 4)])
      expect(await readFeatures(library, other)).toHaveLength(0);
    // Under another's name it is none.
    await writeFile(join(featuresFolder(library), `${OTHER}.1.bin`), await readFile(await theFile()));
    expect(await readFeatures(library, of(OTHER))).toHaveLength(0);
  });

  test('goes with the data set, in all its versions', async () => {
    await removeFeatures(library, HASH);
    for (const kept of [of(HASH), of(HASH, 2), of(OTHER)]) await writeFeatures(library, kept, Float32Array.of(1, 2));
    await removeFeatures(library, HASH);
    expect(await readdir(featuresFolder(library))).toEqual([`${OTHER}.1.bin`]);
  });
});
