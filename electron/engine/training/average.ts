import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../network/network.ts';

/**
 * Moves the EMA of a network's weights towards the weights: a ← decay·a + (1 − decay)·w (Yazıcı et al. 2019,
 * equation 2). Running averages of batch norm are G's until they are measured anew, see `measureStatistics`.
 */
export function followWeights(average: Network, network: Network, decay: number): void {
  const trained = new Set(network.trainable);
  tf.tidy(() => {
    for (const [index, weight] of network.variables.entries()) {
      const own = average.variables[index];
      if (!own) throw new Error(`The EMA has no ${weight.name}.`);
      if (trained.has(weight)) own.assign(tf.add(tf.mul(own.value, decay), tf.mul(weight.value, 1 - decay)));
      else own.assign(tf.clone(weight.value));
    }
  });
}
