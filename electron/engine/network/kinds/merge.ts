import * as tf from '@tensorflow/tfjs-core';
import type { BuiltLayer, Build } from './built-layer.ts';

const merge = (forward: (inputs: tf.Tensor[]) => tf.Tensor): BuiltLayer => ({
  trainable: [],
  buffers: [],
  forward: (inputs) => forward([...inputs]),
});

export const buildAdd: Build<'add'> = () => merge((inputs) => inputs.reduce((sum, x) => tf.add(sum, x)));
export const buildMultiply: Build<'multiply'> = () =>
  merge((inputs) => inputs.reduce((product, x) => tf.mul(product, x)));
/** Along the last axis: features, or channels. */
export const buildConcat: Build<'concat'> = () => merge((inputs) => tf.concat(inputs, -1));
