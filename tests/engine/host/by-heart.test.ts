import { beforeAll, expect, test } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import type { RunRecord } from '@shared/run.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { knownByHeart } from '../../../electron/engine/host/evaluate/by-heart.ts';
import type { Checkpoint } from '../../../electron/store/index.ts';
import { noisyImages, TINY_IMAGE, tinyNetworks } from '../support/tiny.ts';

beforeAll(async () => void (await openDevice('cpu')));

const PIXELS = TINY_IMAGE.height * TINY_IMAGE.width;
const record = {
  config: resolveConfig({ preset: 'wgan', dataset: 'tiny', batch: 16 }),
  networks: {
    ...tinyNetworks('fashion-gan-torch'),
    discriminator: [{ type: 'flatten' }, { type: 'dense', units: 1, bias: false }],
  },
} as unknown as RunRecord;
/** Of a D that scores an image by the sum of its pixels. */
const checkpoint = (weight: number): Checkpoint =>
  ({
    discriminator: [{ name: '1_dense/kernel', shape: [PIXELS, 1], data: new Float32Array(PIXELS).fill(weight) }],
  }) as unknown as Checkpoint;

const images = noisyImages(90);
const even = (odd: number): Uint32Array => Uint32Array.from({ length: 45 }, (_, at) => 2 * at + odd);
const asked = (weight: number, split = { trained: even(0), heldOut: even(1) }): Promise<number | null> =>
  knownByHeart(record, checkpoint(weight), { ...images, split }, new AbortController().signal);

test('a D that scores what it was trained on above the rest knows it by heart', async () => {
  for (const index of even(0)) images.pixels.fill(250, index * PIXELS, (index + 1) * PIXELS);
  expect(await asked(1)).toBe(1);
  expect(await asked(-1)).toBe(0);
  expect(await asked(0)).toBe(0.5);
});

test('nothing is said where few images are held out, or D’s numbers broke', async () => {
  expect(await asked(1, { trained: even(0), heldOut: even(1).subarray(0, 19) })).toBeNull();
  expect(await asked(Number.NaN)).toBeNull();
  const { split: _, ...all } = { ...images, split: undefined };
  expect(await knownByHeart(record, checkpoint(1), all, new AbortController().signal)).toBeNull();
});
