import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import type { RunSettings } from '@shared/config/schema.ts';
import type { ImageShape } from '@shared/network/layers.ts';
import { pairShape } from '@shared/pairs.ts';
import { networksOf } from '@shared/presets/index.ts';
import { imagesFor } from '@shared/presets/networks-of.ts';
import { pix2pix } from '@shared/presets/pix2pix.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { loadSavedModel } from '../../../electron/engine/device/saved-model.ts';
import { stepDraws } from '../../../electron/engine/random/step-draws.ts';
import { holdOut } from '../../../electron/engine/training/held-out/hold-out.ts';
import { pixelsOf, type Images } from '../../../electron/engine/training/batches.ts';
import { drawsOf } from '../../../electron/engine/training/device-draws.ts';
import { seededFeed } from '../../../electron/engine/training/feed.ts';
import { joinedPairs, partsOf } from '../../../electron/engine/training/joined-pairs.ts';
import { shownOf } from '../../../electron/engine/training/mirror.ts';
import { observe } from '../../../electron/engine/training/objective/verdict.ts';
import { realsOf, somePairs } from '../../../electron/engine/training/pairs.ts';
import { besideEachOther, partBeside } from '@shared/pictures-beside.ts';
import { Trainer } from '../../../electron/engine/training/trainer.ts';
import { arraysOf } from '../support/every-preset.ts';

beforeAll(async () => void (await openDevice('cpu')));

const IMAGE: ImageShape = { height: 12, width: 12, channels: 3 };
const SIZE = 12 * 12 * 3;
const COUNT = 60;
/** Input and target, which differ. */
const PICTURES = [3, 11].map((factor) =>
  Uint8Array.from({ length: COUNT * SIZE }, (_, at) => (factor * at + ((at * at) % 97) * factor) % 256),
) as [Uint8Array, Uint8Array];
const PAIRS: Images = {
  pixels: besideEachOther(PICTURES, IMAGE),
  count: COUNT,
  image: pairShape(IMAGE),
  labels: null,
};

function trainerOf(images: Images, settings: Partial<RunSettings> = {}): Trainer {
  const config = resolveConfig({
    ...{ preset: 'pix2pix', dataset: 'pairs', 'network.width': 0.03125, 'samples.count': 4, execution: 'eager' },
    ...settings,
  });
  const networks = networksOf(pix2pix, config, imagesFor(pix2pix, IMAGE, 0));
  const options = { networks, recipe: pix2pix.recipe, config };
  return new Trainer(options, seededFeed(images, options), loadSavedModel);
}

describe('pictures side by side', () => {
  it('are taken apart as they were put together', () => {
    const shape = fc.record({
      height: fc.integer({ min: 1, max: 5 }),
      width: fc.integer({ min: 1, max: 5 }),
      channels: fc.constantFrom(1 as const, 3 as const),
    });
    fc.assert(
      fc.property(shape, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }), (image, parts, count) => {
        const length = count * image.height * image.width * image.channels;
        const given = Array.from({ length: parts }, (_, part) =>
          Uint8Array.from({ length }, (_, at) => (at * 7 + part * 31) % 256),
        );
        const joined = besideEachOther(given, image);
        for (const [at, one] of given.entries()) expect(partBeside(joined, image, at, parts)).toEqual(one);
      }),
    );
  });

  it('are joined in the channels with the input first', async () => {
    const { height, width, channels } = PAIRS.image;
    const joined = joinedPairs(
      tf.tensor(Float32Array.from(PAIRS.pixels as Uint8Array), [COUNT, height, width, channels]),
    );
    const { input, target } = partsOf(joined);
    expect(await input.data()).toEqual(Float32Array.from(PICTURES[0]));
    expect(await target.data()).toEqual(Float32Array.from(PICTURES[1]));
  });
});

describe('what D sees of a pair', () => {
  it('is changed alike in both pictures, by everything that changes it', async () => {
    const config = resolveConfig({
      ...{
        preset: 'pix2pix',
        dataset: 'x',
        'augment.mirror': 'on',
        'augment.color': 'on',
        'augment.translation': 'on',
      },
      ...{ 'augment.cutout': 'on', 'ada.kind': 'fixed' },
    });
    const one = tf.tensor(
      Float32Array.from(PICTURES[0], (value) => value / 127.5 - 1),
      [COUNT, 12, 12, 3],
    );
    const draws = stepDraws(drawsOf(4)(0));
    const augmentation = { p: tf.scalar(0.8), changes: config['ada.changes'], range: 'signed' as const };
    const images = shownOf(tf.concat([one, one], 3), config, draws);
    const seen = observe({ config }, { draws, noise: null, augmentation }, { images, labels: null }).images;
    const { input, target } = partsOf(seen);
    expect(await input.data()).toEqual(await target.data());
    expect(await input.data()).not.toEqual(await one.data());
    // As a single picture by the same draws.
    const alone = stepDraws(drawsOf(4)(0));
    const single = observe(
      { config },
      { draws: alone, noise: null, augmentation },
      {
        images: shownOf(one, config, alone),
        labels: null,
      },
    ).images;
    expect(await input.data()).toEqual(await single.data());
  });
});

describe('a run on pairs', () => {
  it('shows samples between their inputs and targets, of pairs held out where there are any', async () => {
    const images = { ...PAIRS, split: holdOut(PAIRS, 10) };
    const trainer = trainerOf(images);
    trainer.trainStep();
    const { generator } = await trainer.drawSamples();
    const heldOut = [...images.split.heldOut].map((index) => index);
    const given = partBeside(generator, IMAGE, 0, 3);
    const targets = partBeside(generator, IMAGE, 2, 3);
    const chosen = Array.from({ length: 4 }, (_, at) => {
      const input = given.subarray(at * SIZE, (at + 1) * SIZE);
      return Array.from({ length: COUNT }, (_, index) => index).find((index) =>
        Buffer.from(PICTURES[0].subarray(index * SIZE, (index + 1) * SIZE)).equals(input),
      );
    });
    expect(new Set(chosen).size).toBe(4);
    for (const [at, index = -1] of chosen.entries()) {
      expect(heldOut).toContain(index);
      expect(targets.subarray(at * SIZE, (at + 1) * SIZE)).toEqual(
        PICTURES[1].subarray(index * SIZE, (index + 1) * SIZE),
      );
    }
    expect(new Set(partBeside(generator, IMAGE, 1, 3)).size).toBeGreaterThan(1);
    trainer.dispose();
  });

  it('is the same whether its pairs lie in memory or are read from a disk', async () => {
    const read = (indices: Uint32Array): Uint8Array => pixelsOf(PAIRS, indices);
    const lanes = () => {
      const kept = new Map<number, Uint32Array>();
      return {
        start: (lane: number, indices: Uint32Array) => void kept.set(lane, indices.slice()),
        take: (lane: number) => read(kept.get(lane) ?? new Uint32Array()),
        idle: () => undefined,
      };
    };
    const made = [];
    for (const images of [PAIRS, { ...PAIRS, pixels: { read, lanes } }]) {
      const trainer = trainerOf(images, { batch: 2 });
      for (let step = 0; step < 3; step += 1) trainer.trainStep();
      made.push([arraysOf(await trainer.save()), await trainer.drawSamples()]);
      trainer.dispose();
    }
    expect(made[0]).toEqual(made[1]);
  });

  it('measures what G makes against targets, and its average’s batch norm over inputs', async () => {
    const trainer = trainerOf(PAIRS);
    const distance = await trainer.evaluate('sliced-wasserstein');
    expect(distance).toBeGreaterThan(0);
    trainer.dispose();
    const reals = realsOf(PAIRS, { image: IMAGE, pairs: true });
    expect(reals.image).toEqual(IMAGE);
    expect(pixelsOf(reals, Uint32Array.of(7))).toEqual(PICTURES[1].subarray(7 * SIZE, 8 * SIZE));
  });

  it('logs how far G is from the targets, and counts it in G’s loss', async () => {
    const [with100, without] = await Promise.all(
      [100, 0].map(async (weight) => {
        const trainer = trainerOf(PAIRS, { 'loss.targetWeight': weight });
        trainer.trainStep();
        const [row] = await trainer.readMetrics();
        trainer.dispose();
        return row;
      }),
    );
    expect(with100?.gTargetDistance).toBeGreaterThan(0);
    expect(with100?.gTargetDistance).toBe(without?.gTargetDistance);
    const apart = Number(with100?.gLoss) - Number(without?.gLoss);
    expect(apart / (100 * Number(with100?.gTargetDistance))).toBeCloseTo(1, 5);
  });

  it('takes each of some pairs once before one comes again', () => {
    const key = { seed: 3, purpose: 'sampleLatents', step: 0 } as const;
    const chosen = somePairs({ ...PAIRS, count: 5 }, 10, key);
    expect(new Set(chosen.subarray(0, 5)).size).toBe(5);
    expect(chosen.subarray(5)).toEqual(chosen.subarray(0, 5));
  });
});
