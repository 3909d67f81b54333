import { beforeAll, describe, expect, it, test } from 'vitest';
import type { TrainingState } from '@shared/training-state.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { filtersOf } from '../../../electron/engine/inside/filters.ts';
import { insideOf } from '../../../electron/engine/inside/weights.ts';
import type { Layer, NetworkPair } from '@shared/network/layers.ts';
import { withSpectralNorm } from '@shared/network/transforms.ts';
import { loadSavedModel } from '../../../electron/engine/device/saved-model.ts';
import { seededFeed } from '../../../electron/engine/training/feed.ts';
import { Trainer } from '../../../electron/engine/training/trainer.ts';
import { tinyImages, tinyOptions } from '../support/tiny.ts';

beforeAll(async () => void (await openDevice('cpu')));

const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);

test.each(['adam', 'rmsprop'] as const)('%s: what training did is what a checkpoint says', async (kind) => {
  const options = tinyOptions('fashion-gan-torch', { execution: 'eager', 'optimizer.discriminator.kind': kind });
  const { networks } = options;
  const normed = { ...options, networks: { ...networks, discriminator: withSpectralNorm(networks.discriminator) } };
  const trainer = new Trainer(normed, seededFeed(tinyImages(), normed), loadSavedModel);
  const states: TrainingState[] = [];
  for (let step = 0; step < 3; step++) {
    trainer.trainStep();
    states.push(await trainer.save());
  }
  trainer.dispose();
  const [, before, after] = states as [TrainingState, TrainingState, TrainingState];
  const inside = insideOf(normed, after);
  expect([inside.step, inside.generator.updates]).toEqual([3, 3]);
  for (const player of ['generator', 'discriminator'] as const)
    for (const { layer, update, gradient, variables, spectral } of inside[player].layers) {
      const moved = variables.flatMap(({ name }) => {
        const [old, now] = [before, after].map((state) => state[player].find((one) => one.name === `${layer}/${name}`));
        return [...(now?.data ?? [])].map((value, at) => value - (old?.data[at] ?? Number.NaN));
      });
      expect(gradient).toBeGreaterThan(0);
      if (player === 'discriminator' && kind === 'rmsprop') expect(update).toBeNull();
      else expect(Math.abs((update ?? 0) / rms(moved) - 1)).toBeLessThan(1e-3);
      expect(spectral !== undefined).toBe(player === 'discriminator');
      if (spectral) expect(spectral.estimate).toBeLessThanOrEqual((spectral.norm ?? 0) * (1 + 1e-6));
    }
});

describe('filters', () => {
  const image = { height: 3, width: 2, channels: 3 } as const;
  const conv = (type: 'conv2d' | 'conv2dTranspose', filters: number): Layer =>
    type === 'conv2d'
      ? { type, filters, kernelSize: 2, stride: 1, padding: 'same', useBias: false }
      : { type, filters, kernelSize: 2, stride: 1, useBias: false };
  const pairOf = (generator: Layer[], discriminator: Layer[]): NetworkPair => ({
    image,
    latentSize: 4,
    generator,
    discriminator: [...discriminator, { type: 'flatten' }, { type: 'dense', units: 1, useBias: true }],
  });
  const dense = (units: number): Layer => ({ type: 'dense', units, useBias: false });
  const toImage: Layer = { type: 'reshape', shape: [3, 2, 3] };
  const maps: Layer[] = [dense(30), { type: 'reshape', shape: [3, 2, 5] }];

  /** A kernel of which a value tells its place; of the filter in question, place − middle is what its picture shows. */
  function picturesOf(pair: NetworkPair, network: 'generator' | 'discriminator', shape: number[], name: string) {
    const size = shape.reduce((product, side) => product * side, 1);
    const data = Float32Array.from({ length: size }, (_, at) => (at % 2 === 0 ? 1 : -1) * (at + 1));
    const found = filtersOf(pair, network, [{ name, shape, data }]);
    // Places in the kernel of the values of each picture, by their brightness.
    const place = (pixel: number): number => Math.round((Math.abs(pixel - 127.5) / 127.5) * size) - 1;
    return { ...found?.pictures, places: [...(found?.pictures.pixels ?? [])].map(place) };
  }

  it('of a dense layer are as large as the image', () => {
    const pair = pairOf([dense(18), toImage], []);
    const flat: NetworkPair = { ...pair, discriminator: [{ type: 'flatten' }, dense(2), dense(1)] };
    const judged = picturesOf(flat, 'discriminator', [18, 2], '1_dense/kernel');
    expect(judged).toMatchObject({ width: 2, height: 3, channels: 3, count: 2, of: 2 });
    expect(judged.places.slice(18, 22)).toEqual([1, 3, 5, 7]);
    const made = picturesOf(pair, 'generator', [4, 18], '0_dense/kernel');
    expect(made).toMatchObject({ width: 2, height: 3, channels: 3, count: 4 });
    expect(made.places.slice(18, 21)).toEqual([18, 19, 20]);
  });

  it('of a convolution have the channels of the image', () => {
    const judged = picturesOf(
      pairOf([dense(18), toImage], [conv('conv2d', 5)]),
      'discriminator',
      [2, 2, 3, 5],
      '0_conv2d/kernel',
    );
    expect(judged).toMatchObject({ width: 2, height: 2, channels: 3, count: 5 });
    expect(judged.places.slice(12, 16)).toEqual([1, 6, 11, 16]);
    const back = picturesOf(
      pairOf([...maps, conv('conv2dTranspose', 3)], []),
      'generator',
      [2, 2, 3, 5],
      '2_conv2dTranspose/kernel',
    );
    expect(back).toMatchObject({ channels: 3, count: 5 });
    expect(back.places.slice(12, 16)).toEqual([1, 6, 11, 16]);
    const made = picturesOf(pairOf([...maps, conv('conv2d', 3)], []), 'generator', [2, 2, 5, 3], '2_conv2d/kernel');
    expect(made).toMatchObject({ channels: 3, count: 5 });
    // Filter 1: rows and columns first, then the image's channels.
    expect(made.places.slice(12, 18)).toEqual([3, 4, 5, 18, 19, 20]);
  });

  it('are none where no kernel is next to the image', () => {
    const pair = pairOf(
      [dense(18), toImage],
      [{ type: 'batchNorm', momentum: 0.9, epsilon: 1e-5, runningVariance: 'population' }],
    );
    expect(filtersOf(pair, 'discriminator', [])).toBeNull();
  });
});
