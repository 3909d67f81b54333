import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { leakyRelu, relu, relu6, sigmoid, tanh } from '../../../electron/engine/network/operations/activations.ts';
import { normalizeBatch, normalizeByAverages } from '../../../electron/engine/network/operations/batch-norm.ts';
import { biasAdd, scaleChannels, sumToChannels } from '../../../electron/engine/network/operations/channels.ts';
import { convolve, convolveBack } from '../../../electron/engine/network/operations/convolution.ts';
import { matMul } from '../../../electron/engine/network/operations/mat-mul.ts';
import { kernelGradientInPatches } from '../../../electron/engine/network/operations/patches.ts';
import { upsample } from '../../../electron/engine/network/operations/upsample.ts';
import { convolveInPhases, convolveLarge } from '../../../electron/engine/network/operations/upsampled-convolution.ts';
import { distance } from '../../golden/golden.ts';

interface Case {
  shapes: number[][];
  ours(...inputs: tf.Tensor[]): tf.Tensor;
  /** The same in tfjs's own ops. */
  plain(...inputs: tf.Tensor[]): tf.Tensor;
}

/** No value closer to 0 than 0.1: there piecewise functions have no slope to compare. */
const values = (shape: number[], salt: number): tf.Tensor => {
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, place) => {
    const value = Math.sin(12.9898 * (place + 1) + 78.233 * salt) * 1.3;
    return value + Math.sign(value) * 0.1;
  });
  return tf.tensor(data, shape);
};

const batch = (y: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor => {
  const { mean, variance } = tf.moments(y, [0, 1, 2]);
  return tf.batchNorm(
    y as tf.Tensor4D,
    mean as tf.Tensor1D,
    variance as tf.Tensor1D,
    beta as tf.Tensor1D,
    gamma as tf.Tensor1D,
    1e-3,
  );
};
const normalize =
  (createGraph: boolean) =>
  (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor =>
    normalizeBatch(x, gamma, beta, { epsilon: 1e-3, runningVariance: 'sample', createGraph }).y;

const convolution = (size: number, stride: number, padding: 'same' | 'valid'): Case => ({
  shapes: [
    [2, 5, 5, 2],
    [size, size, 2, 3],
  ],
  ours: (x, kernel) => convolve(x!, kernel!, { stride, padding }),
  plain: (x, kernel) => tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, padding),
});
const transposed = (size: number, stride: number, filters = 3): Case => ({
  shapes: [
    [2, 3, 3, 2],
    [size, size, filters, 2],
  ],
  ours: (x, kernel) => convolveBack(x!, kernel!, [2, 3 * stride, 3 * stride, filters], { stride, padding: 'same' }),
  plain: (x, kernel) =>
    tf.conv2dTranspose(x as tf.Tensor4D, kernel as tf.Tensor4D, [2, 3 * stride, 3 * stride, filters], stride, 'same'),
});

const CASES: Record<string, Case> = {
  ...Object.fromEntries(
    [false, true].flatMap((a) =>
      [false, true].map((b): [string, Case] => [
        `product${a ? ', first transposed' : ''}${b ? ', second transposed' : ''}`,
        {
          shapes: [a ? [4, 3] : [3, 4], b ? [2, 4] : [4, 2]],
          ours: (x, y) => matMul(x!, y!, a, b),
          plain: (x, y) => tf.matMul(x!, y!, a, b),
        },
      ]),
    ),
  ),
  bias: { shapes: [[2, 3, 3, 2], [2]], ours: biasAdd, plain: tf.add },
  'bias of a flat layer': { shapes: [[4, 3], [3]], ours: biasAdd, plain: tf.add },
  scale: { shapes: [[2, 3, 3, 2], [2]], ours: scaleChannels, plain: tf.mul },
  'sum to channels': { shapes: [[2, 3, 3, 2]], ours: sumToChannels, plain: (x) => tf.sum(x!, [0, 1, 2]) },
  'leaky ReLU': { shapes: [[3, 5]], ours: (x) => leakyRelu(x!, 0.2), plain: (x) => tf.leakyRelu(x!, 0.2) },
  ReLU: { shapes: [[3, 5]], ours: relu, plain: tf.relu },
  ReLU6: { shapes: [[3, 5]], ours: (x) => relu6(tf.mul(x!, 6)), plain: (x) => tf.relu6(tf.mul(x!, 6)) },
  tanh: { shapes: [[3, 5]], ours: tanh, plain: tf.tanh },
  sigmoid: { shapes: [[3, 5]], ours: sigmoid, plain: tf.sigmoid },
  'convolution 3, stride 1': convolution(3, 1, 'same'),
  'convolution 4, stride 2': convolution(4, 2, 'same'),
  'convolution 5, stride 2': convolution(5, 2, 'same'),
  'convolution 3, no padding': convolution(3, 1, 'valid'),
  'convolution 2, stride 2, no padding': convolution(2, 2, 'valid'),
  'transposed convolution 4, stride 2': transposed(4, 2),
  'transposed convolution 5, stride 2': transposed(5, 2),
  'transposed convolution 4, stride 2, many filters': transposed(4, 2, 9),
  'transposed convolution 3, stride 1': transposed(3, 1),
  'convolution by a kernel as large as the image': convolution(5, 1, 'valid'),
  'convolution 1, stride 2': convolution(1, 2, 'same'),
  'convolution 3, stride 2': convolution(3, 2, 'same'),
  ...Object.fromEntries(
    [2, 3].map((factor): [string, Case] => [
      `upsampling by ${factor}`,
      {
        shapes: [[2, 2, 3, 2]],
        ours: (x) => upsample(x!, factor),
        plain: (x) =>
          tf.reshape(tf.tile(tf.reshape(x!, [4, 1, 3, 2]), [1, factor, 1, factor]), [2, 2 * factor, 3 * factor, 2]),
      },
    ]),
  ),
  ...Object.fromEntries(
    [false, true].flatMap((mirrored) =>
      [3, 4, 5, 6, 7].map((size): [string, Case] => [
        `${mirrored ? 'transposed ' : ''}convolution ${size} of doubled pixels, in phases`,
        {
          shapes: [[2, 3, 4, 2], mirrored ? [size, size, 3, 2] : [size, size, 2, 3]],
          ours: (x, kernel) => convolveInPhases(x!, kernel!, { size, transposed: mirrored }),
          plain: (x, kernel) => convolveLarge(x!, kernel!, { size, transposed: mirrored }),
        },
      ]),
    ),
  ),
  'batch norm, to be differentiated twice': { shapes: [[2, 2, 2, 3], [3], [3]], ours: normalize(true), plain: batch },
  'batch norm by averages': {
    shapes: [[2, 2, 2, 3], [3], [3], [3]],
    ours: (x, gamma, beta, mean) => normalizeByAverages(x!, gamma!, beta!, mean!, tf.add(tf.square(mean!), 0.5), 1e-3),
    plain: (x, gamma, beta, mean) =>
      tf.add(tf.mul(tf.div(tf.sub(x!, mean!), tf.sqrt(tf.add(tf.square(mean!), 0.501))), gamma!), beta!),
  },
};

type Scalar = (...inputs: tf.Tensor[]) => tf.Tensor;

/** A number that depends on every output in another way, and not linearly. */
const weighed =
  (f: Case['ours']): Scalar =>
  (...inputs) => {
    const y = f(...inputs);
    return tf.sum(tf.mul(tf.square(y), values(y.shape, 7)));
  };
/** A number that depends on every first derivative in another way. */
const ofGradients =
  (f: Scalar): Scalar =>
  (...inputs) =>
    tf.addN(
      tf
        .grads(f)(inputs)
        .map((gradient, index) => tf.sum(tf.mul(tf.square(gradient), values(gradient.shape, 11 + index)))),
    );

/** ∂f along a direction in which every input moves, by differences of fourth order. */
function difference(f: Scalar, inputs: tf.Tensor[], directions: tf.Tensor[]): number {
  const epsilon = 0.02;
  const at = (by: number): number =>
    f(...inputs.map((input, index) => tf.add(input, tf.mul(directions[index]!, by)))).dataSync()[0] ?? 0;
  return (8 * (at(epsilon) - at(-epsilon)) - (at(2 * epsilon) - at(-2 * epsilon))) / (12 * epsilon);
}

function along(gradients: tf.Tensor[], directions: tf.Tensor[]): number {
  return gradients.reduce(
    (sum, gradient, index) => sum + (tf.sum(tf.mul(gradient, directions[index]!)).dataSync()[0] ?? 0),
    0,
  );
}

describe.each(['cpu', 'js'] as const)('an operation on the device %s', (device) => {
  beforeAll(async () => void (await openDevice(device)));

  test.each(Object.entries(CASES))('%s: value and gradients are those of tfjs', (_, { shapes, ours, plain }) => {
    tf.tidy(() => {
      const inputs = shapes.map(values);
      const [mine, theirs] = [ours(...inputs), plain(...inputs)];
      expect(mine.shape).toEqual(theirs.shape);
      expect(distance(mine.dataSync(), theirs.dataSync())).toBeLessThan(1e-5);
      const [own, expected] = [tf.grads(weighed(ours))(inputs), tf.grads(weighed(plain))(inputs)];
      for (const [index, gradient] of own.entries())
        expect(distance(gradient.dataSync(), expected[index]!.dataSync())).toBeLessThan(1e-5);
    });
  });

  test.each(Object.entries(CASES))('%s: second derivatives are those of differences', (_, { shapes, ours }) => {
    tf.tidy(() => {
      const inputs = shapes.map(values);
      const penalty = ofGradients(weighed(ours));
      const gradients = tf.grads(penalty)(inputs);
      for (const salt of [20, 40]) {
        const directions = shapes.map((shape, index) => values(shape, salt + index));
        const expected = difference(penalty, inputs, directions);
        expect(Math.abs(along(gradients, directions) - expected)).toBeLessThan(2e-3 * Math.max(1, Math.abs(expected)));
      }
    });
  });
});

describe('batch norm in one native op', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  test('is the same as in several, gradients too', () => {
    tf.tidy(() => {
      const inputs = [[2, 2, 2, 3], [3], [3]].map(values);
      const [fused, composed] = [normalize(false), normalize(true)];
      expect(
        distance(
          fused(...(inputs as [tf.Tensor, tf.Tensor, tf.Tensor])).dataSync(),
          composed(...(inputs as [tf.Tensor, tf.Tensor, tf.Tensor])).dataSync(),
        ),
      ).toBeLessThan(1e-5);
      const [own, expected] = [fused, composed].map((f) => tf.grads(weighed(f as Case['ours']))(inputs));
      for (const [index, gradient] of own!.entries())
        expect(distance(gradient.dataSync(), expected![index]!.dataSync())).toBeLessThan(1e-5);
    });
  });
});

describe.each(['cpu', 'js'] as const)(
  'a gradient by the kernel as a product with all patches, on the device %s',
  (device) => {
    beforeAll(async () => void (await openDevice(device)));

    test.each([
      [3, 1, 'same', 4, 4],
      [5, 1, 'same', 4, 3],
      [4, 2, 'same', 6, 8],
      [5, 2, 'same', 7, 6],
      [3, 2, 'same', 5, 5],
      [3, 1, 'valid', 5, 4],
      [2, 2, 'valid', 5, 4],
    ] as const)(
      'side %i, stride %i, padding %s, of %i × %i pixels: is that of tfjs',
      (size, stride, padding, height, width) => {
        tf.tidy(() => {
          const x = values([2, height, width, 3], 1) as tf.Tensor4D;
          const kernel = values([size, size, 3, 2], 2) as tf.Tensor4D;
          const plain = (weights: tf.Tensor): tf.Tensor => tf.conv2d(x, weights as tf.Tensor4D, stride, padding);
          const dy = values(plain(kernel).shape, 3);
          const expected = tf.grad(plain)(kernel, dy);
          const patched = kernelGradientInPatches(x, dy, kernel.shape, { stride, padding });
          expect(patched.shape).toEqual(kernel.shape);
          expect(distance(patched.dataSync(), expected.dataSync())).toBeLessThan(1e-5);
        });
      },
    );

    test('is what a large kernel on few pixels gets', () => {
      tf.tidy(() => {
        const x = values([2, 4, 4, 128], 1) as tf.Tensor4D;
        const kernel = values([5, 5, 128, 336], 2);
        const of = (f: (weights: tf.Tensor) => tf.Tensor): tf.Tensor => tf.grad(f)(kernel, values([2, 4, 4, 336], 3));
        const own = of((weights) => convolve(x, weights, { stride: 1, padding: 'same' }));
        const expected = of((weights) => tf.conv2d(x, weights as tf.Tensor4D, 1, 'same'));
        expect(distance(own.dataSync(), expected.dataSync())).toBeLessThan(1e-5);
      });
    });
  },
);
