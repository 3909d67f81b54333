import * as tf from '@tensorflow/tfjs-core';
import { attributes, type NativeBackend } from '../../native/backend.ts';
import { meanTo, sumTo } from './broadcast.ts';
import { at, defineKernel } from './kernel.ts';

/** A square window that moves over an image, always whole within it. */
export interface Window {
  size: number;
  stride: number;
}

type Shape = readonly number[];
const square = (size: number): [number, number] => [size, size];

const common = (backend: NativeBackend, { size, stride }: Window) => [
  attributes.float32(backend, 'T'),
  attributes.integers(backend, 'ksize', [1, size, size, 1]),
  attributes.integers(backend, 'strides', [1, stride, stride, 1]),
  attributes.text(backend, 'padding', 'VALID'),
  attributes.text(backend, 'data_format', 'NHWC'),
];

const pool = defineKernel({
  name: 'ForgerAveragePool',
  inputs: ['x'],
  native: (backend, { x }, window: Window) => backend.executeSingleOutput('AvgPool', common(backend, window), [x]),
  plain: ({ x }, { size, stride }) => tf.avgPool(x as tf.Tensor4D, square(size), square(stride), 'valid'),
  keepInputs: ['x'],
  gradient: (dy, { inputs: { x } }, { size, stride }) => ({
    x: () => at(poolBack({ dy }, { size, stride, shape: x.shape }), 0),
  }),
});

const poolBack = defineKernel({
  name: 'ForgerAveragePoolGrad',
  inputs: ['dy'],
  native: (backend, { dy }, { shape, ...window }: Window & { shape: Shape }) =>
    backend.executeSingleOutput('AvgPoolGrad', common(backend, window), [tf.tensor1d([...shape], 'int32'), dy]),
  plain: ({ dy }, { shape, size, stride }) =>
    tf
      .engine()
      .runKernel(
        tf.AvgPoolGrad,
        { dy, input: tf.zeros([...shape]) },
        { filterSize: square(size), strides: square(stride), pad: 'valid' },
      ),
  gradient: (dx, _kept, { size, stride }) => ({ dy: () => averagePool(dx, { size, stride }) }),
});

/** Mean of each window: [n, height, width, c] → [n, ⌊(height − size) / stride⌋ + 1, …, c]. */
export const averagePool = (x: tf.Tensor, { size, stride }: Window): tf.Tensor => at(pool({ x }, { size, stride }), 0);

/** Mean of each channel over all pixels: [n, height, width, c] → [n, c]. */
export function globalAveragePool(x: tf.Tensor): tf.Tensor {
  const [n = 0, , , channels = 0] = x.shape;
  return tf.reshape(meanTo(x, [n, 1, 1, channels]), [n, channels]);
}

/** Sum of each channel over all pixels: [n, height, width, c] → [n, c]. */
export function globalSumPool(x: tf.Tensor): tf.Tensor {
  const [n = 0, , , channels = 0] = x.shape;
  return tf.reshape(sumTo(x, [n, 1, 1, channels]), [n, channels]);
}
