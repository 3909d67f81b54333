import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { summarizePair } from '@shared/network/summary.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { buildDiscriminator, Network } from '../../../electron/engine/network/network.ts';
import { normalizeBatch } from '../../../electron/engine/network/operations/batch-norm.ts';
import { createVariable } from '../../../electron/engine/network/variable.ts';
import { drawsOf } from '../../../electron/engine/training/device-draws.ts';
import { tinyNetworks } from '../support/tiny.ts';

const source = { initializer: 'torch', draws: drawsOf(1), purpose: 'generatorWeights' } as const;

describe.each(['cpu', 'js'] as const)('a network on the device %s', (device) => {
  beforeAll(async () => void (await openDevice(device)));

  test.each(['fashion-gan-torch', 'keras-gan'])('%s has the weights its summary counts', (id) => {
    const pair = tinyNetworks(id);
    const summary = summarizePair(pair);
    const generator = new Network(pair.generator, [pair.latentSize], source);
    const discriminator = buildDiscriminator(pair.discriminator, [4, 4, 1], source);
    const count = (variables: readonly { shape: readonly number[] }[]): number =>
      variables.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect(count(generator.variables)).toBe(summary.generator.total);
    expect(count(generator.trainable)).toBe(summary.generator.trainable);
    expect(count(discriminator.variables)).toBe(summary.discriminator.total);
    expect([generator.mixesBatch, discriminator.mixesBatch]).toEqual([true, false]);
    expect(new Set(generator.variables.map(({ name }) => name)).size).toBe(generator.variables.length);
    generator.dispose();
    discriminator.dispose();
  });

  test('the discriminator ends in logits, not in probabilities', () => {
    const layers = [
      { type: 'flatten' as const },
      { type: 'dense' as const, units: 1, useBias: true },
      { type: 'sigmoid' as const },
    ];
    const logits = buildDiscriminator(layers, [4, 4, 1], source);
    const probabilities = new Network(layers, [4, 4, 1], source);
    tf.tidy(() => {
      const x = tf.ones([2, 4, 4, 1]).mul(3);
      const [raw, squashed] = [
        logits.forward(x, { mode: 'inference' }),
        probabilities.forward(x, { mode: 'inference' }),
      ];
      expect(squashed.dataSync()[0]).toBeCloseTo(1 / (1 + Math.exp(-(raw.dataSync()[0] ?? 0))), 5);
    });
    logits.dispose();
    probabilities.dispose();
  });

  test.each([false, true])(
    'a batch of one normalises to β and leaves finite averages (createGraph: %s)',
    (createGraph) => {
      tf.tidy(() => {
        const [gamma, beta] = [tf.ones([3]), tf.tensor1d([1, 2, 3])];
        const { y, mean, variance } = normalizeBatch(tf.tensor2d([[4, 5, 6]]), gamma, beta, {
          epsilon: 1e-3,
          runningVariance: 'sample',
          createGraph,
        });
        expect([...y.dataSync()]).toEqual([1, 2, 3]);
        expect([...mean.dataSync()]).toEqual([4, 5, 6]);
        expect([...variance.dataSync()]).toEqual([0, 0, 0]);
      });
    },
  );

  test('a variable takes copies and gives its value until it changes', () => {
    const given = Float32Array.from([1, 2]);
    const variable = createVariable('v', [2], () => tf.fill([2], 7));
    expect([...variable.value.dataSync()]).toEqual([7, 7]);
    variable.load(given);
    given.fill(9);
    expect([...variable.value.dataSync()]).toEqual([1, 2]);
    tf.tidy(() => variable.assign(tf.add(variable.value, 1)));
    expect([...variable.value.dataSync()]).toEqual([2, 3]);
    // Loading calculates nothing: numbers too small to calculate with come back too.
    const odd = Float32Array.from([-0, 1e-42]);
    variable.load(odd);
    const back = variable.value.dataSync() as Float32Array;
    expect([...new Uint32Array(back.slice().buffer)]).toEqual([...new Uint32Array(odd.buffer)]);
    const before = tf.memory().numTensors;
    variable.dispose();
    expect(tf.memory().numTensors).toBe(before - 1);
  });
});
