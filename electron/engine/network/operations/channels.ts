import * as tf from '@tensorflow/tfjs-core';
import { attributes, type NativeBackend } from '../../native/backend.ts';
import { at, defineKernel } from './kernel.ts';

/*
 * What is done channel by channel: x is [n, …, channels], the other operand [channels]. tfjs's own broadcasting ops
 * would do, but for the gradients of their gradients, which multiply by ones as large as x, made in JavaScript.
 */
const channelsLast = (backend: NativeBackend) => [
  attributes.float32(backend, 'T'),
  attributes.text(backend, 'data_format', 'NHWC'),
];

const add = defineKernel({
  name: 'ForgerBiasAdd',
  inputs: ['x', 'bias'],
  native: (backend, { x, bias }) => backend.executeSingleOutput('BiasAdd', channelsLast(backend), [x, bias]),
  plain: ({ x, bias }) => tf.add(x, bias),
  gradient: (dy) => ({ x: () => dy.clone(), bias: () => sumToChannels(dy) }),
});

/** x + bias */
export const biasAdd = (x: tf.Tensor, bias: tf.Tensor): tf.Tensor => at(add({ x, bias }, {}), 0);

const scale = defineKernel({
  name: 'ForgerScaleChannels',
  inputs: ['x', 'scale'],
  plain: ({ x, scale }) => tf.mul(x, scale),
  keepInputs: ['x', 'scale'],
  gradient: (dy, { inputs: { x, scale } }) => ({
    x: () => scaleChannels(dy, scale),
    scale: () => sumToChannels(tf.mul(dy, x)),
  }),
});

/** x · scale */
export const scaleChannels = (x: tf.Tensor, factor: tf.Tensor): tf.Tensor => at(scale({ x, scale: factor }, {}), 0);

interface Shaped {
  shape: readonly number[];
}

const sum = defineKernel({
  name: 'ForgerSumToChannels',
  inputs: ['x'],
  native: (backend, { x }, _of: Shaped) => backend.executeSingleOutput('BiasAddGrad', channelsLast(backend), [x]),
  plain: ({ x }) => tf.sum(tf.reshape(x, [-1, x.shape.at(-1) ?? 1]), 0),
  gradient: (dy, _kept, { shape }) => ({ x: () => broadcastChannels(dy, shape) }),
});

/** Sum over all axes but the last: [channels]. */
export const sumToChannels = (x: tf.Tensor): tf.Tensor => at(sum({ x }, { shape: x.shape }), 0);

const broadcast = defineKernel({
  name: 'ForgerBroadcastChannels',
  inputs: ['x'],
  native: (backend, { x }, { shape }: Shaped) =>
    backend.executeSingleOutput(
      'BroadcastTo',
      [attributes.float32(backend, 'T'), attributes.int32(backend, 'Tidx')],
      [x, tf.tensor1d([...shape], 'int32')],
    ),
  plain: ({ x }, { shape }) => tf.broadcastTo(x, [...shape]),
  gradient: (dy) => ({ x: () => sumToChannels(dy) }),
});

const broadcastChannels = (x: tf.Tensor, shape: readonly number[]): tf.Tensor => at(broadcast({ x }, { shape }), 0);
