import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import type { RunSettings } from '@shared/config/schema.ts';
import type { NetworkData } from '@shared/network/graph.ts';
import type { NetworkPair } from '@shared/network/layers.ts';
import { networksOf } from '@shared/presets/index.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { loadSavedModel } from '../../../electron/engine/device/saved-model.ts';
import { Network } from '../../../electron/engine/network/network.ts';
import { javascriptDraws } from '../../../electron/engine/random/step-draws.ts';
import {
  measureStatistics,
  statisticsRows,
  STATISTICS_IMAGES,
} from '../../../electron/engine/training/batch-statistics.ts';
import { seededFeed } from '../../../electron/engine/training/feed.ts';
import { Trainer } from '../../../electron/engine/training/trainer.ts';
import { preset, tinyImages, tinyOptions, TINY_IMAGE } from '../support/tiny.ts';

const CLASSES = 3;

/** Batch norm after a dense layer and after a convolution, of either kind of variance, with labels before both. */
const NETWORKS: NetworkPair = {
  latentSize: 5,
  image: TINY_IMAGE,
  classes: CLASSES,
  generator: [
    { type: 'labelEmbedding', classes: CLASSES, join: 'append', size: 4 },
    { type: 'dense', units: 12, useBias: true },
    // Of momentum 0: what is remembered is the last batch's. Batches are normalised by the population's variance.
    { type: 'batchNorm', momentum: 0, epsilon: 1e-3, runningVariance: 'population' },
    { type: 'leakyRelu', slope: 0.2 },
    { type: 'reshape', shape: [2, 2, 3] },
    { type: 'conv2dTranspose', filters: 4, kernelSize: 3, stride: 2, useBias: true },
    { type: 'batchNorm', momentum: 0, epsilon: 1e-3, runningVariance: 'sample' },
    { type: 'relu' },
    { type: 'conv2d', filters: 1, kernelSize: 3, stride: 1, padding: 'same', useBias: true },
    { type: 'tanh' },
  ],
  discriminator: [
    { type: 'flatten' },
    { type: 'labelEmbedding', classes: CLASSES, join: 'append', size: 4 },
    { type: 'dense', units: 8, useBias: true },
    { type: 'leakyRelu', slope: 0.2 },
    { type: 'dense', units: 1, useBias: true },
  ],
};

function optionsWith(settings: Partial<RunSettings>) {
  const config = resolveConfig({
    preset: 'cgan',
    dataset: 'tiny',
    batch: 8,
    'latent.size': 5,
    'samples.count': 6,
    ...settings,
  });
  return { networks: NETWORKS, recipe: preset('cgan').recipe, config };
}

/** FastGAN's skip over many layers, which later ones take as well. */
const BRANCHES = networksOf(
  preset('fastgan'),
  resolveConfig({ preset: 'fastgan', dataset: 'tiny', 'network.width': 0.03125, 'latent.size': 6 }),
  { image: { height: 64, width: 64, channels: 1 }, classes: CLASSES },
);

function makeNetwork(seed: number, data: NetworkData = NETWORKS.generator, latentSize = NETWORKS.latentSize): Network {
  const source = { initializer: 'keras', draws: (step: number) => javascriptDraws(seed, step) } as const;
  return new Network(data, [latentSize], { ...source, purpose: 'generatorWeights' });
}

const valuesOf = (network: Network): number[][] =>
  network.statistics.flatMap(({ mean, variance }) => [mean, variance].map(({ value }) => [...value.dataSync()]));

function expectClose(found: readonly number[][], expected: readonly number[][], tolerance: number): void {
  expect(found.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  for (const [array, values] of expected.entries()) {
    const largest = Math.max(...values.map(Math.abs));
    for (const [at, value] of values.entries())
      expect(Math.abs((found[array]?.[at] ?? Number.NaN) - value)).toBeLessThan(tolerance * largest);
  }
}

describe.each(['cpu', 'js'] as const)('statistics measured on the device %s', (device) => {
  beforeAll(async () => void (await openDevice(device)));

  it('are those of all images as one batch, however many are made at once', async () => {
    const rows = statisticsRows(optionsWith({ seed: 3 }));
    expect(rows.latents).toHaveLength(STATISTICS_IMAGES * NETWORKS.latentSize);
    expect([...new Set(rows.labels)].sort()).toEqual([0, 1, 2]);
    // In training mode each layer goes by its batch's own moments, and with momentum 0 it remembers them alone.
    const direct = makeNetwork(3);
    tf.tidy(() => {
      const latents = tf.tensor2d(rows.latents, [STATISTICS_IMAGES, NETWORKS.latentSize]);
      return direct.forward(latents, { mode: 'training', labels: tf.tensor1d(rows.labels ?? [], 'int32') });
    });
    const expected = valuesOf(direct);
    const before = tf.memory().numTensors;
    for (const atOnce of [STATISTICS_IMAGES, 100, 2]) {
      const network = makeNetwork(3);
      await measureStatistics(network, rows, atOnce);
      expectClose(valuesOf(network), expected, 1e-5);
      network.dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
    direct.dispose();
  });

  it.each([
    ['a chain', NETWORKS.generator, NETWORKS.latentSize],
    // In plain JavaScript it takes long.
    ...(device === 'cpu' ? [['a graph with branches', BRANCHES.generator, BRANCHES.latentSize] as const] : []),
  ] as const)('are the same to the last bit, however much is held on the way: %s', async (_, data, latentSize) => {
    const { latents, labels } = statisticsRows(optionsWith({ seed: 3, 'latent.size': latentSize }));
    const rows = {
      latents: latents.subarray(0, 12 * latentSize),
      labels: labels!.subarray(0, 12),
      shape: [latentSize],
    };
    const before = tf.memory().numTensors;
    const found: number[][][] = [];
    // All, what some of the pieces take, and nothing.
    for (const mostHeld of [Infinity, 3000, 0]) {
      const network = makeNetwork(3, data, latentSize);
      await measureStatistics(network, { ...rows, range: 'signed' }, 5, mostHeld);
      found.push(valuesOf(network));
      network.dispose();
    }
    expect(found[0]!.length).toBeGreaterThan(2);
    expect(found[1]).toEqual(found[0]);
    expect(found[2]).toEqual(found[0]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('do not follow from what was remembered before', async () => {
    const rows = statisticsRows(optionsWith({ seed: 4 }));
    const [fresh, used] = [makeNetwork(4), makeNetwork(4)];
    for (const { mean, variance } of used.statistics) {
      mean.load(new Float32Array(mean.shape[0] ?? 0).fill(7));
      variance.load(new Float32Array(variance.shape[0] ?? 0).fill(0.01));
    }
    for (const network of [fresh, used]) await measureStatistics(network, rows, 8);
    expect(valuesOf(used)).toEqual(valuesOf(fresh));
    for (const network of [fresh, used]) network.dispose();
  });
});

describe.each(['eager', 'graph'] as const)('an average of G, its batch norm measured (%s)', (execution) => {
  beforeAll(async () => void (await openDevice('cpu')));

  const trainerWith = (settings: Partial<RunSettings>): Trainer => {
    const options = optionsWith({ 'ema.decay': 0.9, execution, ...settings });
    return new Trainer(options, seededFeed(tinyImages(), options), loadSavedModel);
  };

  it('changes no weight, and nothing that is trained, whenever it is looked at', async () => {
    const [measured, copied] = [trainerWith({}), trainerWith({ 'ema.batchNorm': 'copied' })];
    expect(measured.duel.config['ema.batchNorm']).toBe('measured');
    for (let step = 0; step < 5; step++) {
      measured.trainStep();
      copied.trainStep();
      await measured.drawSamples();
    }
    const [{ average: own = [], elapsed: _, ...rest }, { average: taken = [], elapsed: __, ...others }] = [
      await measured.save(),
      await copied.save(),
    ];
    expect(rest).toEqual(others);
    const isStatistic = ({ name }: { name: string }): boolean => /\/moving(Mean|Variance)$/.test(name);
    expect(own.filter((tensor) => !isStatistic(tensor))).toEqual(taken.filter((tensor) => !isStatistic(tensor)));
    // Copied, they are G's; measured, what the average's own images have.
    expect(taken.filter(isStatistic)).toEqual(others.generator.filter(isStatistic));
    expect(own.filter(isStatistic)).not.toEqual(taken.filter(isStatistic));
    const average = makeNetwork(1);
    for (const variable of average.variables)
      variable.load(own.find(({ name }) => name === variable.name)?.data ?? new Float32Array());
    const kept = valuesOf(average);
    await measureStatistics(average, statisticsRows(measured.duel.options), 8);
    expect(valuesOf(average)).toEqual(kept);
    for (const one of [average, measured, copied]) one.dispose();
  });

  it('is the same where the run goes on from a checkpoint', async () => {
    const [whole, first] = [trainerWith({}), trainerWith({})];
    for (let step = 0; step < 3; step++) {
      whole.trainStep();
      first.trainStep();
    }
    const then = trainerWith({});
    then.restore(await first.save());
    for (const trainer of [whole, then]) for (let step = 0; step < 3; step++) trainer.trainStep();
    const [{ elapsed: _, ...expected }, { elapsed: __, ...found }] = [await whole.save(), await then.save()];
    expect(found).toEqual(expected);
    expect((await then.drawSamples()).average).toEqual((await whole.drawSamples()).average);
    for (const trainer of [whole, first, then]) trainer.dispose();
  });

  it('is left out where G has no batch norm, or nobody asks for it', async () => {
    const options = tinyOptions('gans-mlp', { 'ema.decay': 0.9, execution });
    const plain = new Trainer(options, seededFeed(tinyImages(), options), loadSavedModel);
    plain.trainStep();
    expect(plain.duel.average?.statistics).toEqual([]);
    expect((await plain.save()).average).toHaveLength(plain.duel.generator.variables.length);
    plain.dispose();
  });
});
