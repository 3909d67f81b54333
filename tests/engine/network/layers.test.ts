import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Layer } from '@shared/network/layers.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { Network, type Pass } from '../../../electron/engine/network/network.ts';
import type { ResourceVariable } from '../../../electron/engine/native/resource-variable.ts';
import { drawsOf } from '../../../electron/engine/training/device-draws.ts';
import { distance } from '../../golden/golden.ts';
import { compile } from '../compile/helpers.ts';

const source = { initializer: 'torch', draws: drawsOf(1), purpose: 'generatorWeights' } as const;
const training: Pass = { mode: 'training' };

const build = (layers: Layer[], shape: number[]): Network => new Network(layers, shape, source);
const weight = (network: Network, name: string) => {
  const found = network.variables.find((variable) => variable.name === name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
};
const numbers = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];

const CHECKERED = (shape: readonly number[]): tf.Tensor =>
  tf.tensor(
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, place) => place % 2),
    [...shape],
  );

describe.each(['cpu', 'js'] as const)('on the device %s', (device) => {
  beforeAll(async () => void (await openDevice(device)));

  test('dropout keeps what the mask says, made larger by as much as is lost', () => {
    const network = build([{ type: 'flatten' }, { type: 'dropout', rate: 0.75 }], [2, 2, 1]);
    const asked: unknown[] = [];
    tf.tidy(() => {
      const x = tf.tensor([1, 2, 3, 4], [1, 2, 2, 1]);
      const mask: Pass['mask'] = (...request) => {
        asked.push(request);
        return CHECKERED(request[1]);
      };
      expect(numbers(network.forward(x, { mode: 'training', mask }))).toEqual([0, 8, 0, 16]);
      expect(asked).toEqual([[1, [1, 4], 0.25]]);
      expect(numbers(network.forward(x, { mode: 'inference' }))).toEqual([1, 2, 3, 4]);
      expect(() => network.forward(x, training)).toThrow('masks');
    });
    network.dispose();
  });

  test.each([
    ['multiply', [2], [3, 20, 7, 8]],
    ['append', [2], [1, 2, 3, 10, 1, 4, 7, 8]],
    ['plane', [2, 1, 1], [1, 3, 2, 10, 1, 7, 4, 8]],
  ] as const)('a label joins by %s', (join, shape, expected) => {
    const network = build([{ type: 'labelEmbedding', classes: 2, join, size: 2 }], [...shape]);
    weight(network, '0_labelEmbedding/embeddings').load(Float32Array.of(3, 10, 7, 8));
    tf.tidy(() => {
      const x = tf.tensor(join === 'multiply' ? [1, 2, 1, 1] : [1, 2, 1, 4], [2, ...shape]);
      const labels = tf.tensor1d([0, 1], 'int32');
      expect(numbers(network.forward(x, { mode: 'inference', labels }))).toEqual(expected);
      expect(() => network.forward(x, { mode: 'inference' })).toThrow('embeds labels');
      const gradient = tf.grads(() => tf.sum(network.forward(x, { mode: 'training', labels })))([
        weight(network, '0_labelEmbedding/embeddings').value,
      ]);
      expect(numbers(gradient[0]!)).toEqual(join === 'multiply' ? [1, 2, 1, 1] : [1, 1, 1, 1]);
    });
    network.dispose();
  });

  test('a spectral norm comes to divide by the largest singular value, and each training pass moves it on', () => {
    const network = build([{ type: 'dense', units: 3, useBias: false, spectralNorm: true }], [3]);
    // Singular values 4, 2 and 1.
    weight(network, '0_dense/kernel').load(Float32Array.of(0, 4, 0, 2, 0, 0, 0, 0, -1));
    const vector = weight(network, '0_dense/singularVector');
    expect(network.trainable.map(({ name }) => name)).toEqual(['0_dense/kernel']);
    tf.tidy(() => {
      const x = tf.eye(3);
      const before = numbers(vector.value);
      const still = numbers(network.forward(x, { mode: 'training', updateBuffers: false }));
      expect(numbers(vector.value)).toEqual(before);
      expect(numbers(network.forward(x, { mode: 'inference' }))).toEqual(still);
      for (let pass = 0; pass < 20; pass++) network.forward(x, training);
      expect(numbers(vector.value)[1]).not.toBe(before[1]);
      const settled = numbers(network.forward(x, { mode: 'inference' }));
      expect(distance(settled, [0, 1, 0, 0.5, 0, 0, 0, 0, -0.25])).toBeLessThan(1e-5);
    });
    network.dispose();
  });

  test('averages move in training alone, and not where the pass says so', () => {
    const layer: Layer = { type: 'batchNorm', momentum: 0.75, epsilon: 1e-3, runningVariance: 'population' };
    const network = build([layer], [2, 1, 1]);
    const [mean, variance] = [weight(network, '0_batchNorm/movingMean'), weight(network, '0_batchNorm/movingVariance')];
    tf.tidy(() => {
      const x = tf.tensor([1, 3, 5, 7], [2, 2, 1, 1]);
      network.forward(x, { mode: 'inference' });
      network.forward(x, { mode: 'training', updateBuffers: false });
      expect([...numbers(mean.value), ...numbers(variance.value)]).toEqual([0, 1]);
      network.forward(x, training);
      expect(distance([...numbers(mean.value), ...numbers(variance.value)], [1, 0.75 + 5 / 4])).toBeLessThan(1e-6);
    });
    network.dispose();
  });
});

/** Every layer with weights or a mask, as a training step would run them. */
const EVERYTHING: Layer[] = [
  { type: 'labelEmbedding', classes: 3, join: 'plane' },
  { type: 'conv2d', filters: 4, kernelSize: 4, stride: 2, padding: 'same', useBias: true, spectralNorm: true },
  { type: 'batchNorm', momentum: 0.9, epsilon: 1e-3, runningVariance: 'sample' },
  { type: 'leakyRelu', slope: 0.2 },
  { type: 'dropout', rate: 0.5 },
  { type: 'conv2dTranspose', filters: 3, kernelSize: 4, stride: 2, useBias: true },
  { type: 'relu' },
  { type: 'upsample2d', factor: 2 },
  { type: 'conv2d', filters: 2, kernelSize: 3, stride: 1, padding: 'valid', useBias: true },
  { type: 'tanh' },
  { type: 'flatten' },
  { type: 'dense', units: 3, useBias: true, spectralNorm: true },
  { type: 'sigmoid' },
  { type: 'labelEmbedding', classes: 3, join: 'append', size: 2 },
  { type: 'dense', units: 1, useBias: true },
];

describe('a training pass', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  const images = Float32Array.from({ length: 3 * 4 * 4 }, (_, place) => Math.sin(3 * place));
  const run = (network: Network, x: tf.Tensor, labels: tf.Tensor): Record<string, tf.Tensor> => {
    const pass: Pass = { mode: 'training', labels, mask: (_layer, shape) => CHECKERED(shape) };
    const { value, grads } = tf.valueAndGrads(() => tf.sum(tf.square(network.forward(x, pass))))(
      network.trainable.map((variable) => variable.value),
    );
    return { value, ...Object.fromEntries(grads.map((gradient, index) => [String(index), gradient])) };
  };

  test('is the same compiled as op by op, and leaves no tensors behind', () => {
    const network = build(EVERYTHING, [4, 4, 1]);
    const before = tf.memory().numTensors;
    const program = compile({
      variables: network.variables as ResourceVariable[],
      endpoints: {
        pass: {
          inputs: { x: { shape: [3, 4, 4, 1], dtype: 'float32' }, labels: { shape: [3], dtype: 'int32' } },
          run: ({ x, labels }) => run(network, x!, labels!),
        },
      },
    });
    const compiled = program.run('pass', { x: images, labels: Int32Array.of(2, 0, 1) });
    const eager = tf.tidy(() => {
      const results = run(network, tf.tensor(images, [3, 4, 4, 1]), tf.tensor1d([2, 0, 1], 'int32'));
      return Object.entries(results).map(([name, tensor]) => [name, numbers(tensor)] as const);
    });
    const after = network.variables.map(({ value }) => numbers(value));
    expect(eager).toHaveLength(network.trainable.length + 1);
    const scale = Math.max(...eager.flatMap(([, values]) => values.map(Math.abs)));
    for (const [name, values] of eager)
      expect(distance(compiled[name]!, values, 1e-3 * scale), network.trainable[Number(name)]?.name).toBeLessThan(1e-5);
    program.download();
    for (const [index, { name, value }] of network.variables.entries())
      expect(distance(value.dataSync(), after[index]!), name).toBeLessThan(1e-6);
    program.dispose();
    // Each variable holds the tensor it was last asked for.
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(network.variables.length);
    const settled = tf.memory().numTensors;
    tf.tidy(() => void run(network, tf.tensor(images, [3, 4, 4, 1]), tf.tensor1d([2, 0, 1], 'int32')));
    tf.tidy(() => network.variables.forEach(({ value }) => value));
    expect(tf.memory().numTensors).toBe(settled);
    network.dispose();
  });
});
