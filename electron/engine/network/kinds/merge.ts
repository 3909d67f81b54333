import * as tf from '@tensorflow/tfjs-core';
import { scaleBy } from '../operations/broadcast.ts';
import type { BuiltLayer, Build } from './built-layer.ts';

const merge = (forward: (inputs: tf.Tensor[]) => tf.Tensor): BuiltLayer => ({
  trainable: [],
  buffers: [],
  forward: (inputs) => forward([...inputs]),
});

export const buildAdd: Build<'add'> = () => merge((inputs) => inputs.reduce((sum, x) => tf.add(sum, x)));
export const buildMultiply: Build<'multiply'> = () =>
  merge((inputs) => inputs.reduce((product, x) => tf.mul(product, x)));
export const buildAverage: Build<'average'> = () =>
  merge((inputs) =>
    tf.mul(
      inputs.reduce((sum, x) => tf.add(sum, x)),
      1 / inputs.length,
    ),
  );
export const buildChannelScale: Build<'channelScale'> = () =>
  merge(([image, factors]) => {
    if (!image || !factors) throw new Error('A channel scale takes an image and its factors.');
    return scaleBy(image, factors);
  });
/** Along the last axis: features, or channels. */
export const buildConcat: Build<'concat'> = () => merge((inputs) => tf.concat(inputs, -1));
