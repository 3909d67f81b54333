import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Layer } from '@shared/network/layers.ts';
import { layerWeights } from '@shared/network/summary.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { firstValues, type WeightSource } from '../../../electron/engine/network/initializers.ts';
import { javascriptDraws } from '../../../electron/engine/random/step-draws.ts';
import { drawsOf } from '../../../electron/engine/training/device-draws.ts';

const dense: Layer = { type: 'dense', units: 256, useBias: true, spectralNorm: true };
const conv: Layer = { type: 'conv2d', filters: 64, kernelSize: 3, stride: 1, padding: 'same', useBias: true };
const transposed: Layer = { type: 'conv2dTranspose', filters: 64, kernelSize: 4, stride: 2, useBias: true };

function first(
  initializer: WeightSource['initializer'],
  layer: Layer,
  input: number[],
  index = 0,
  draws: WeightSource['draws'] = drawsOf(1),
) {
  const weights = layerWeights({ layer, inputShapes: [input] });
  const source = { initializer, draws, purpose: 'generatorWeights' } as const;
  return Object.fromEntries(
    weights.map((weight) => [
      weight.name,
      tf.tidy(() => firstValues(weight, index, source).dataSync() as Float32Array),
    ]),
  );
}

const largest = (values: Float32Array | undefined): number =>
  (values ?? new Float32Array()).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

function expectUniform(values: Float32Array | undefined, limit: number): void {
  expect(largest(values)).toBeLessThanOrEqual(Math.fround(limit));
  expect(largest(values)).toBeGreaterThan(0.95 * limit);
}

describe('first weights', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  // What a kernel sums over and feeds, written out.
  const CASES: [string, Layer, number[], number, number][] = [
    ['dense', dense, [100], 100, 256],
    ['convolution', conv, [8, 8, 32], 9 * 32, 9 * 64],
    // torch: weight [in, out, k, k], fan in = weight.size(1)·k². Keras: shape[-2]·k². Both count the outputs.
    ['transposed convolution', transposed, [8, 8, 32], 16 * 64, 16 * 32],
  ];

  test.each(CASES)("Keras': Glorot uniform, zero bias: %s", (_, layer, input, fanIn, fanOut) => {
    const { kernel, bias } = first('keras', layer, input);
    expectUniform(kernel, Math.sqrt(6 / (fanIn + fanOut)));
    expect(largest(bias)).toBe(0);
  });

  test.each(CASES)("PyTorch's: U(±1/√fan in) for kernel and bias: %s", (_, layer, input, fanIn) => {
    const { kernel, bias } = first('torch', layer, input);
    expectUniform(kernel, 1 / Math.sqrt(fanIn));
    expectUniform(bias, 1 / Math.sqrt(fanIn));
    expect(kernel?.slice(0, 4)).not.toEqual(bias?.slice(0, 4));
  });

  test.each(CASES)('He uniform: U(±√(6/fan in)), zero bias: %s', (_, layer, input, fanIn) => {
    const { kernel, bias } = first('he-uniform', layer, input);
    expectUniform(kernel, Math.sqrt(6 / fanIn));
    expect(largest(bias)).toBe(0);
  });

  test.each(CASES)('normal: N(0, 0.02²), zero bias: %s', (_, layer, input) => {
    const { kernel = new Float32Array(), bias } = first('normal', layer, input);
    const variance = kernel.reduce((sum, value) => sum + value ** 2, 0) / kernel.length;
    // Five standard errors of a variance of so many draws.
    expect(Math.abs(variance / 0.02 ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / kernel.length));
    expect(largest(bias)).toBe(0);
  });

  test('batch norm starts by changing nothing, whatever the kernels', () => {
    const layer: Layer = { type: 'batchNorm', momentum: 0.8, epsilon: 1e-3, runningVariance: 'sample' };
    for (const initializer of ['keras', 'torch', 'he-uniform', 'normal'] as const) {
      const { gamma, beta, movingMean, movingVariance } = first(initializer, layer, [3]);
      expect([gamma, beta, movingMean, movingVariance].map((values) => [...(values ?? [])])).toEqual([
        [1, 1, 1],
        [0, 0, 0],
        [0, 0, 0],
        [1, 1, 1],
      ]);
    }
  });

  test("embeddings: Keras' ±0.05, PyTorch's N(0, 1)", () => {
    const layer: Layer = { type: 'labelEmbedding', classes: 10, join: 'append', size: 500 };
    expectUniform(first('keras', layer, [5])['embeddings'], 0.05);
    expectUniform(first('he-uniform', layer, [5])['embeddings'], 0.05);
    for (const initializer of ['torch', 'normal'] as const) {
      const { embeddings = new Float32Array() } = first(initializer, layer, [5]);
      const variance = embeddings.reduce((sum, value) => sum + value ** 2, 0) / embeddings.length;
      expect(Math.abs(variance - 1)).toBeLessThan(0.1);
    }
  });

  test('a singular vector is of length 1; layers and seeds differ', () => {
    const { singularVector = new Float32Array() } = first('keras', dense, [100]);
    expect(singularVector.reduce((sum, value) => sum + value ** 2, 0)).toBeCloseTo(1, 5);
    expect(first('keras', dense, [100], 1)['singularVector']).not.toEqual(singularVector);
    expect(first('keras', dense, [100])['kernel']).toEqual(first('keras', dense, [100])['kernel']);
    expect(first('keras', dense, [100], 0, drawsOf(2))['kernel']).not.toEqual(first('keras', dense, [100])['kernel']);
  });

  test.each(['keras', 'torch', 'he-uniform', 'normal'] as const)(
    '%s: JavaScript draws the same ones',
    (initializer) => {
      for (const layer of [dense, conv]) {
        const native = first(initializer, layer, [8, 8, 32], 3);
        const inJavascript = first(initializer, layer, [8, 8, 32], 3, (step) => javascriptDraws(1, step));
        for (const [name, values] of Object.entries(native)) {
          const apart = values.map((value, place) => Math.abs(value - (inJavascript[name]?.[place] ?? NaN)));
          expect(largest(apart)).toBeLessThanOrEqual(2 ** -22 * largest(values));
        }
      }
    },
  );
});
