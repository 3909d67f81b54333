import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { openDevice } from '../../../../electron/engine/device/index.ts';
import { GIVEN_KERNELS } from '../../../../electron/engine/device/webgpu/kernels.ts';
import { leakyRelu, relu, relu6, sigmoid, tanh } from '../../../../electron/engine/network/operations/activations.ts';
import { normalizeBatch } from '../../../../electron/engine/network/operations/batch-norm.ts';
import { convolve, convolveBack } from '../../../../electron/engine/network/operations/convolution.ts';
import { matMul } from '../../../../electron/engine/network/operations/mat-mul.ts';
import { upsample } from '../../../../electron/engine/network/operations/upsample.ts';
import { distance } from '../../../golden/golden.ts';
import { describeOnSoftwareGpu } from '../../support/software-gpu.ts';

/** Of an array's largest value; the sum of 2100 products, taken createGraph, has 1.6e-5 of rounding. */
const TOLERANCE = 3e-5;

/** Shapes large enough, or odd enough, for each of the programs tfjs has for an op on WebGPU. */
interface Case {
  shapes: number[][];
  run(...inputs: tf.Tensor[]): tf.Tensor;
}

const product = (rows: number, inner: number, columns: number): Case => ({
  shapes: [
    [rows, inner],
    [inner, columns],
  ],
  run: (a, b) => matMul(a!, b!),
});
const convolution = (
  size: number,
  stride: number,
  from: number,
  to: number,
  padding: 'same' | 'valid' = 'same',
): Case => ({
  shapes: [
    [3, 9, 9, from],
    [size, size, from, to],
  ],
  run: (x, kernel) => convolve(x!, kernel!, { stride, padding }),
});
const transposed = (size: number, stride: number, from: number, to: number): Case => ({
  shapes: [
    [3, 4, 4, from],
    [size, size, to, from],
  ],
  run: (x, kernel) => convolveBack(x!, kernel!, [3, 4 * stride, 4 * stride, to], { stride, padding: 'same' }),
});
const activation = (run: (x: tf.Tensor) => tf.Tensor): Case => ({ shapes: [[40, 50]], run: (x) => run(x!) });

const CASES: Record<string, Case> = {
  'product, few values': product(4, 30, 2),
  'product, many values': product(300, 20, 290),
  'product, rows as long as a large image': product(20, 2100, 20),
  'convolution 4, stride 2': convolution(4, 2, 8, 12),
  'convolution 3, stride 1, odd channels': convolution(3, 1, 3, 5),
  'convolution 5, stride 3': convolution(5, 3, 3, 4),
  'convolution 6, stride 5': convolution(6, 5, 4, 4),
  'convolution 3, no padding': convolution(3, 1, 4, 8, 'valid'),
  'convolution as large as the image': convolution(9, 1, 2, 6, 'valid'),
  'convolution 1': convolution(1, 1, 4, 8),
  'transposed convolution 4, stride 2': transposed(4, 2, 8, 4),
  'transposed convolution 5, stride 3': transposed(5, 3, 4, 3),
  'transposed convolution 7, stride 7': transposed(7, 7, 4, 4),
  'upsampling by 3': { shapes: [[2, 5, 5, 4]], run: (x) => upsample(x!, 3) },
  'batch norm': {
    shapes: [[6, 5, 5, 4], [4], [4]],
    run: (x, gamma, beta) =>
      normalizeBatch(x!, gamma!, beta!, { epsilon: 1e-3, runningVariance: 'sample', createGraph: true }).y,
  },
  'leaky ReLU': activation((x) => leakyRelu(x, 0.2)),
  ReLU: activation(relu),
  ReLU6: activation((x) => relu6(tf.mul(x, 6))),
  tanh: activation(tanh),
  sigmoid: activation(sigmoid),
};

/** No value closer to 0 than 0.1: there piecewise functions have no slope to compare. */
const values = (shape: number[], salt: number): tf.Tensor => {
  const data = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, place) => {
    const value = Math.sin(12.9898 * (place + 1) + 78.233 * salt) * 1.3;
    return value + Math.sign(value) * 0.1;
  });
  return tf.tensor(data, shape);
};
const weighed = (y: tf.Tensor, salt: number): tf.Scalar => tf.sum(tf.mul(tf.square(y), values(y.shape, salt)));

/** An op's result, its gradient, and the gradient of a number made of its gradient. */
async function computed({ shapes, run }: Case): Promise<Record<string, Float32Array>> {
  const results = tf.tidy(() => {
    const inputs = shapes.map(values);
    const once = tf.grads((...given) => weighed(run(...given), 7));
    const twice = tf.grads((...given) => tf.addN(once(given).map((gradient, index) => weighed(gradient, 11 + index))));
    return { result: run(...inputs), ...named('gradient', once(inputs)), ...named('second gradient', twice(inputs)) };
  });
  const read: Record<string, Float32Array> = {};
  for (const [name, tensor] of Object.entries(results)) read[name] = await tensor.data<'float32'>();
  tf.dispose(results);
  return read;
}
const named = (name: string, tensors: tf.Tensor[]): Record<string, tf.Tensor> =>
  Object.fromEntries(tensors.map((tensor, index) => [`${name} ${index}`, tensor]));

describeOnSoftwareGpu('an op on WebGPU', () => {
  test.each(Object.entries(CASES))(
    '%s: result and both derivatives are those of native TensorFlow',
    async (_, given) => {
      await openDevice('cpu');
      const wanted = await computed(given);
      await openDevice('webgpu');
      const apart = Object.entries(await computed(given)).map(
        ([name, data]) => [name, distance(data, wanted[name] ?? [])] as const,
      );
      expect(apart.filter(([, share]) => !(share < TOLERANCE))).toEqual([]);
    },
  );

  test('what is not a number stays so, and a given kernel gives the same else', async () => {
    const wave = (): tf.Tensor => values([2000], 3);
    await openDevice('cpu');
    const functions: Record<string, (x: tf.Tensor) => tf.Tensor> = {
      ...{ relu, tanh, sigmoid, leakyRelu: (x) => leakyRelu(x, 0.2) },
      ...{ square: tf.square, sqrt: tf.sqrt, rsqrt: tf.rsqrt, sum: tf.sum },
      ...{ [tf.Sigmoid]: tf.sigmoid, [tf.Softplus]: tf.softplus, [tf.Exp]: tf.exp, [tf.Log]: tf.log },
    };
    for (const { name } of GIVEN_KERNELS) expect(functions[name]).toBeDefined();
    const wanted = new Map<string, Float32Array>();
    for (const [name, f] of Object.entries(functions)) wanted.set(name, await f(tf.abs(wave())).data<'float32'>());
    await openDevice('webgpu');
    for (const [name, f] of Object.entries(functions)) {
      expect(distance(await f(tf.abs(wave())).data(), wanted.get(name) ?? []), name).toBeLessThan(TOLERANCE);
      // Made on the device: small tensors that JavaScript still holds never get there.
      expect([...new Set(await f(tf.mul(wave(), Number.NaN)).data())], name).toEqual([Number.NaN]);
    }
  });
});
