import * as tf from '@tensorflow/tfjs-core';
import { attend } from '../operations/attention.ts';
import { scaleBy } from '../operations/broadcast.ts';
import { matMul } from '../operations/mat-mul.ts';
import { createWeights, single, type Build } from './built-layer.ts';

export const buildSelfAttention: Build<'selfAttention'> = (place, source) => {
  const weights = createWeights(place, source);
  const [query, key, value] = [weights.get('query'), weights.get('key'), weights.get('value')];
  const [output, gamma] = [weights.get('output'), weights.get('gamma')];
  return {
    ...weights,
    forward: (inputs) => {
      const x = single(inputs);
      const [n = 0, height = 1, width = 1, channels = 1] = x.shape;
      const flat = tf.reshape(x, [-1, channels]);
      const through = (matrix: tf.Tensor): tf.Tensor =>
        tf.reshape(matMul(flat, matrix), [n, height * width, matrix.shape[1] ?? 1]);
      const seen = attend(through(query.value), through(key.value), through(value.value));
      const result = matMul(tf.reshape(seen, [-1, output.shape[0] ?? 1]), output.value);
      return tf.add(x, tf.reshape(scaleBy(result, tf.reshape(gamma.value, [1, 1])), x.shape));
    },
  };
};
