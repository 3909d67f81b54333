import * as tf from '@tensorflow/tfjs-core';
import { scaleBy, shiftBy } from '../operations/broadcast.ts';
import { matMul } from '../operations/mat-mul.ts';
import { batchNormalizer } from './batch-norm.ts';
import { createWeights, single, type Build } from './built-layer.ts';

/** Rows are chosen by a product with one-hot labels, as a label embedding's are. */
export const buildConditionalBatchNorm: Build<'conditionalBatchNorm'> = (place, source) => {
  const weights = createWeights(place, source);
  const [gamma, beta] = [weights.get('gamma'), weights.get('beta')];
  const { statistics, normalize } = batchNormalizer(place, weights);
  return {
    ...weights,
    statistics,
    forward: (inputs, pass) => {
      const x = single(inputs);
      if (!pass.labels) throw new Error('A network that scales by labels needs them.');
      const channels = x.shape.at(-1) ?? 1;
      const chosen = tf.oneHot(pass.labels, place.layer.classes, 1, 0, 'float32');
      const rows = (table: tf.Tensor): tf.Tensor => tf.reshape(matMul(chosen, table), [-1, 1, 1, channels]);
      const normalized = normalize(x, tf.ones([channels]), tf.zeros([channels]), pass);
      return shiftBy(scaleBy(normalized, rows(gamma.value)), rows(beta.value));
    },
  };
};
