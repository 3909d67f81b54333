import * as tf from '@tensorflow/tfjs-core';
import { singularVectorOf } from '@shared/network/layer-weight.ts';
import { attend } from '../operations/attention.ts';
import { scaleBy } from '../operations/broadcast.ts';
import { matMul } from '../operations/mat-mul.ts';
import { maxPool } from '../operations/max-pool.ts';
import { createWeights, single, type Build } from './built-layer.ts';
import { normedBy } from './linear.ts';

export const buildSelfAttention: Build<'selfAttention'> = (place, source) => {
  const { pooled, spectralNorm } = place.layer;
  const weights = createWeights(place, source);
  const gamma = weights.get('gamma');
  return {
    ...weights,
    forward: (inputs, pass) => {
      const x = single(inputs);
      const [n = 0, height = 1, width = 1, channels = 1] = x.shape;
      const flat = tf.reshape(x, [-1, channels]);
      const matrix = (name: string): tf.Tensor =>
        normedBy(spectralNorm ? weights.get(singularVectorOf(name)) : null, weights.get(name), pass);
      const through = (name: string): tf.Tensor => tf.reshape(matMul(flat, matrix(name)), [n, height, width, -1]);
      const rows = (image: tf.Tensor): tf.Tensor =>
        tf.reshape(image, [n, (image.shape[1] ?? 1) * (image.shape[2] ?? 1), image.shape[3] ?? 1]);
      const lookedAt = (name: string): tf.Tensor => rows(pooled ? maxPool(through(name)) : through(name));
      const seen = attend(rows(through('query')), lookedAt('key'), lookedAt('value'));
      const result = matMul(tf.reshape(seen, [-1, seen.shape[2] ?? 1]), matrix('output'));
      return tf.add(x, tf.reshape(scaleBy(result, tf.reshape(gamma.value, [1, 1])), x.shape));
    },
  };
};
