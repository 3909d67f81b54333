import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { NamedTensor } from '@shared/network/layers-model.ts';
import { summarize } from '@shared/network/summary.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { visionFiles } from '../../../electron/engine/host/vision/locate.ts';
import { openVision, readVision } from '../../../electron/engine/host/vision/open.ts';
import { visionGraph } from '@shared/network/efficientnet.ts';
import { createVision, FEATURES, type PictureShape } from '../../../electron/engine/vision/index.ts';
import { seenSize } from '../../../electron/engine/vision/picture.ts';
import { readSafetensors } from '../../../electron/store/safetensors.ts';

interface Golden {
  cases: { count: number; image: PictureShape; pixels: string; features: number[] }[];
}
const { cases } = JSON.parse(readFileSync('tests/golden/vision.json', 'utf8')) as Golden;
const title = ({ image, count }: Golden['cases'][number]): string =>
  `${count} of ${image.height}×${image.width}×${image.channels}`;
const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, at) => Math.abs(value - (b[at] ?? Number.NaN))));

beforeAll(() => openDevice('cpu'));

describe('features of pictures', () => {
  test.each(cases.map((golden) => [title(golden), golden] as const))(
    '%s are those of PyTorch, each within 1e-4',
    async (_, { count, image, pixels, features }) => {
      const vision = await openVision();
      const ours = await vision.features(Buffer.from(pixels, 'base64'), image);
      expect(ours).toHaveLength(count * FEATURES);
      expect(apart(ours, features)).toBeLessThan(1e-4);
    },
  );

  test('are the same for a picture alone and among more than go through at once', async () => {
    const vision = await openVision();
    const [{ image, pixels, features }] = cases as [Golden['cases'][number]];
    const [one] = [Buffer.from(pixels, 'base64').subarray(0, image.height * image.width)];
    const many = await vision.features(Buffer.concat(Array.from({ length: 40 }, () => one)), image);
    for (let picture = 0; picture < 40; picture += 1)
      expect(
        apart(many.subarray(picture * FEATURES, (picture + 1) * FEATURES), features.slice(0, FEATURES)),
      ).toBeLessThan(1e-4);
  });

  test('leave nothing on the device', async () => {
    const vision = await openVision();
    const { numTensors } = tf.memory();
    await vision.features(new Uint8Array(2 * 28 * 28), { height: 28, width: 28, channels: 1 });
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

describe('what the network sees', () => {
  test.each([
    [
      { height: 28, width: 28 },
      { mean: 1, height: 56, width: 56 },
    ],
    [
      { height: 20, width: 40 },
      { mean: 1, height: 56, width: 112 },
    ],
    [
      { height: 64, width: 64 },
      { mean: 1, height: 64, width: 64 },
    ],
    [
      { height: 128, width: 128 },
      { mean: 1, height: 128, width: 128 },
    ],
    [
      { height: 256, width: 256 },
      { mean: 2, height: 128, width: 128 },
    ],
    [
      { height: 130, width: 131 },
      { mean: 2, height: 65, width: 65 },
    ],
    [
      { height: 300, width: 30 },
      { mean: 3, height: 560, width: 56 },
    ],
  ])('of %j is %j', (picture, seen) => {
    expect(seenSize(picture)).toEqual(seen);
  });

  test('its graph has the weights that set-up makes', () => {
    const { outputShape, total } = summarize(visionGraph(), [56, 56, 3], 'score');
    expect(outputShape).toEqual([FEATURES]);
    const weights = readSafetensors(readFileSync(visionFiles().weights));
    expect(total).toBe(weights.reduce((sum, { data }) => sum + data.length, 0));
  });
});

describe('weights that cannot be used', () => {
  const weights = (): NamedTensor[] => readSafetensors(readFileSync(visionFiles().weights));

  test('that are not this network’s are refused, and nothing of it stays', () => {
    const own = weights();
    const { numTensors } = tf.memory();
    const [first, ...rest] = own as [NamedTensor, ...NamedTensor[]];
    for (const wrong of [rest, [...own, { ...first, name: 'more' }], [{ ...first, shape: [3, 3, 32, 3] }, ...rest]])
      expect(() => createVision(wrong)).toThrow('are not those that it needs');
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test('that are missing or damaged are told in a sentence', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'forger-vision-'));
    const file = join(folder, 'weights.safetensors');
    const said = (): Promise<unknown> => readVision(file).catch((error: unknown) => error);
    expect(await said()).toMatchObject({
      code: 'not-found',
      message: 'The network that sees pictures is not here. Run the set-up again (npm start).',
    });
    await writeFile(file, 'cut off');
    expect(await said()).toMatchObject({ code: 'damaged', message: expect.stringContaining('are damaged') as string });
    await rm(folder, { recursive: true });
  });
});
