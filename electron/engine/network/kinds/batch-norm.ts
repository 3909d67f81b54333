import * as tf from '@tensorflow/tfjs-core';
import { normalizeBatch, normalizeByAverages } from '../operations/batch-norm.ts';
import type { Pass } from '../pass.ts';
import type { Variable } from '../variable.ts';
import {
  createWeights,
  single,
  type Build,
  type BuiltLayer,
  type Place,
  type Statistics,
  type Weights,
} from './built-layer.ts';

/** How a layer normalises by the batch, or by its running averages, and then scales and shifts each channel. */
export function batchNormalizer(
  { layer }: Pick<Place<'batchNorm' | 'conditionalBatchNorm'>, 'layer'>,
  weights: Weights,
): { statistics: Statistics; normalize(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, pass: Pass): tf.Tensor } {
  const [movingMean, movingVariance] = [weights.get('movingMean'), weights.get('movingVariance')];
  const { momentum, epsilon, runningVariance } = layer;
  const move = (average: Variable, batch: tf.Tensor): void =>
    average.assign(tf.add(tf.mul(average.value, momentum), tf.mul(batch, 1 - momentum)));
  return {
    statistics: { mean: movingMean, variance: movingVariance, divisor: runningVariance },
    normalize: (x, gamma, beta, { mode, updateBuffers = true, createGraph = false }) => {
      if (mode === 'inference')
        return normalizeByAverages(x, gamma, beta, movingMean.value, movingVariance.value, epsilon);
      const how = { epsilon, runningVariance, createGraph };
      const { y, mean, variance } = normalizeBatch(x, gamma, beta, how);
      if (updateBuffers) {
        move(movingMean, mean);
        move(movingVariance, variance);
      }
      return y;
    },
  };
}

export const buildBatchNorm: Build<'batchNorm'> = (place, source): BuiltLayer => {
  const weights = createWeights(place, source);
  const [gamma, beta] = [weights.get('gamma'), weights.get('beta')];
  const { statistics, normalize } = batchNormalizer(place, weights);
  return {
    ...weights,
    statistics,
    forward: (inputs, pass) => normalize(single(inputs), gamma.value, beta.value, pass),
  };
};
