import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { seeingSettings, type SeeingSettings } from '@shared/batch.ts';
import { resolveConfig } from '@shared/config/resolve.ts';
import { findPreset } from '@shared/presets/index.ts';
import { seeBatch } from '../../../../electron/engine/host/batch/see.ts';
import { openProcessor } from '../../../../electron/engine/host/processor.ts';
import { stepDraws } from '../../../../electron/engine/random/step-draws.ts';
import { AugmentProbability } from '../../../../electron/engine/training/ada/index.ts';
import { scaled, toPixels } from '../../../../electron/engine/training/batches.ts';
import { drawsOf } from '../../../../electron/engine/training/device-draws.ts';
import type { Duel } from '../../../../electron/engine/training/duel.ts';
import { observe } from '../../../../electron/engine/training/objective/verdict.ts';
import { playStep } from '../../../../electron/engine/training/step/play.ts';

const IMAGE = { height: 12, width: 16, channels: 3 } as const;
const COUNT = 20;
const SIZE = IMAGE.height * IMAGE.width * IMAGE.channels;
const pixels = Uint8Array.from({ length: COUNT * SIZE }, (_, at) => (at * 37 + (at % 11) * 19) % 256);
const CONFIG = resolveConfig({ preset: 'dcgan-64', dataset: 'shoes', seed: 7 });
const settings = (change: Partial<SeeingSettings> = {}): SeeingSettings => ({
  ...seeingSettings({ ...CONFIG, 'noise.start': 0 }),
  ...change,
});
const see = (
  change: Partial<SeeingSettings> = {},
  draw = 3,
  range: 'signed' | 'unit' = 'signed',
): Promise<Uint8Array> => seeBatch(pixels, IMAGE, { settings: settings(change), range, draw });
const imagesOf = (batch: Uint8Array): Uint8Array[] =>
  Array.from({ length: COUNT }, (_, at) => batch.subarray(at * SIZE, (at + 1) * SIZE));
const mirror = (image: Uint8Array): Uint8Array =>
  image.map((_, at) => {
    const { width, channels } = IMAGE;
    const [row, x, channel] = [Math.floor(at / width / channels), Math.floor(at / channels) % width, at % channels];
    return image[(row * width + width - 1 - x) * channels + channel]!;
  });

beforeAll(openProcessor);

describe('a batch as D sees it', () => {
  test('is as it is where nothing changes it, in either range', async () => {
    expect(await see()).toEqual(pixels);
    expect(await see({}, 3, 'unit')).toEqual(pixels);
  });

  test('is mirrored half of the time, and nothing else', async () => {
    const seen = imagesOf(await see({ 'augment.mirror': 'on' }));
    const turned = imagesOf(pixels).map((image, at) => {
      const [same, mirrored] = [image, mirror(image)].map((one) => Buffer.compare(one, seen[at]!) === 0);
      expect(same || mirrored).toBe(true);
      return mirrored;
    });
    expect(turned).toContain(true);
    expect(turned).toContain(false);
  });

  test('is the same for the same draw of a seed, and another for others', async () => {
    const ways = { 'augment.color': 'on', 'ada.kind': 'fixed', 'ada.probability': 0.6 } as const;
    const seen = await see(ways);
    expect(await see(ways)).toEqual(seen);
    expect(await see(ways, 4)).not.toEqual(seen);
    expect(await see({ ...ways, seed: 8 })).not.toEqual(seen);
  });

  test('has holes that are grey where G’s images end in tanh, and black where in a sigmoid', async () => {
    const holes = async (range: 'signed' | 'unit', level: number): Promise<number> =>
      (await see({ 'augment.cutout': 'on' }, 3, range)).filter((value, at) => value === level && pixels[at] !== level)
        .length;
    expect(await holes('signed', 128)).toBeGreaterThan(COUNT * SIZE * 0.1);
    expect(await holes('unit', 0)).toBeGreaterThan(COUNT * SIZE * 0.1);
  });

  test('is what a training step shows D, with all of it on', async () => {
    const diffAugment = { 'augment.color': 'on', 'augment.translation': 'on', 'augment.cutout': 'on' } as const;
    const ada = { 'ada.kind': 'fixed', 'ada.changes': 'all', 'ada.probability': 0.7 } as const;
    const ways = settings({ 'augment.mirror': 'on', ...diffAugment, ...ada, 'noise.start': 0.1 });
    const config = { ...CONFIG, ...ways };
    const range = 'signed';
    let shown: tf.Tensor | null = null;
    const duel = {
      ...{
        config,
        recipe: findPreset('dcgan-64')!.recipe,
        networks: { image: IMAGE, generator: { nodes: [], range } },
      },
      augmentProbability: new AugmentProbability(config),
      updateDiscriminator(...[real, , context]: Parameters<Duel['updateDiscriminator']>) {
        shown ??= tf.keep(observe({ config }, context, real).images);
        return [];
      },
      updateGenerator: () => ({ values: tf.zeros([1]), parts: [] }),
      regularizeGenerator: () => [],
      followGenerator: () => undefined,
    } as unknown as Duel;
    tf.tidy(() => {
      const real = scaled(tf.tensor4d(Float32Array.from(pixels), [COUNT, IMAGE.height, IMAGE.width, 3]), range);
      const latents = tf.zeros([COUNT, 4]);
      const inputs = {
        ...{ 'real/0': real, noise: tf.scalar(0.1) },
        ...{ 'discriminator/latents/0': latents, 'generator/latents/0': latents },
      };
      playStep(duel, inputs, stepDraws(drawsOf(config.seed)(3)), () => true);
    });
    const values = (await shown!.data()) as Float32Array;
    expect(await see(ways)).toEqual(toPixels(values, range));
  });
});
