import * as tf from '@tensorflow/tfjs-core';
import { normalizeBatch, normalizeByAverages } from '../operations/batch-norm.ts';
import type { Variable } from '../variable.ts';
import { createWeights, single, type Build } from './built-layer.ts';

export const buildBatchNorm: Build<'batchNorm'> = (place, source) => {
  const weights = createWeights(place, source);
  const [gamma, beta] = [weights.get('gamma'), weights.get('beta')];
  const [movingMean, movingVariance] = [weights.get('movingMean'), weights.get('movingVariance')];
  const { momentum, epsilon, runningVariance } = place.layer;
  const move = (average: Variable, batch: tf.Tensor): void =>
    average.assign(tf.add(tf.mul(average.value, momentum), tf.mul(batch, 1 - momentum)));
  return {
    ...weights,
    statistics: { mean: movingMean, variance: movingVariance, divisor: runningVariance },
    forward: (inputs, { mode, updateBuffers = true, createGraph = false }) => {
      const x = single(inputs);
      if (mode === 'inference')
        return normalizeByAverages(x, gamma.value, beta.value, movingMean.value, movingVariance.value, epsilon);
      const how = { epsilon, runningVariance, createGraph };
      const { y, mean, variance } = normalizeBatch(x, gamma.value, beta.value, how);
      if (updateBuffers) {
        move(movingMean, mean);
        move(movingVariance, variance);
      }
      return y;
    },
  };
};
