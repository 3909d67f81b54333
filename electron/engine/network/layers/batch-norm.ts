import * as tf from '@tensorflow/tfjs-core';
import type { WeightSource } from '../initializers.ts';
import { normalizeBatch, normalizeByAverages } from '../operations/batch-norm.ts';
import type { Variable } from '../variable.ts';
import { createWeights, type BuiltLayer, type Place } from './built-layer.ts';

export function buildBatchNorm(place: Place<'batchNorm'>, source: WeightSource): BuiltLayer {
  const weights = createWeights(place, source);
  const [gamma, beta] = [weights.get('gamma'), weights.get('beta')];
  const [movingMean, movingVariance] = [weights.get('movingMean'), weights.get('movingVariance')];
  const { momentum, epsilon, runningVariance } = place.layer;
  const move = (average: Variable, batch: tf.Tensor): void =>
    average.assign(tf.add(tf.mul(average.value, momentum), tf.mul(batch, 1 - momentum)));
  return {
    ...weights,
    statistics: { mean: movingMean, variance: movingVariance, divisor: runningVariance },
    forward: (x, { mode, moveAverages = true, twice = false }) => {
      if (mode === 'inference')
        return normalizeByAverages(x, gamma.value, beta.value, movingMean.value, movingVariance.value, epsilon);
      const how = { epsilon, runningVariance, twice };
      const { y, mean, variance } = normalizeBatch(x, gamma.value, beta.value, how);
      if (moveAverages) {
        move(movingMean, mean);
        move(movingVariance, variance);
      }
      return y;
    },
  };
}
