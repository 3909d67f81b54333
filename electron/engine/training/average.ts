import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../network/network.ts';

/**
 * Moves the EMA of a network's weights towards the weights: a ← decay·a + (1 − decay)·w (Yazıcı et al. 2019,
 * equation 2). Running averages of batch norm are G's until they are measured anew, see `measureStatistics`.
 * @param follow decay, or 1 − decay as a scalar on the device: a + (1 − decay)·(w − a), of which float32 loses less
 */
export function followWeights(average: Network, network: Network, follow: number | tf.Tensor): void {
  const trained = new Set(network.trainable);
  tf.tidy(() => {
    for (const [index, weight] of network.variables.entries()) {
      const own = average.variables[index];
      if (!own) throw new Error(`The EMA has no ${weight.name}.`);
      if (!trained.has(weight)) own.assign(tf.clone(weight.value));
      else if (typeof follow === 'number')
        own.assign(tf.add(tf.mul(own.value, follow), tf.mul(weight.value, 1 - follow)));
      else own.assign(tf.add(own.value, tf.mul(tf.sub(weight.value, own.value), follow)));
    }
  });
}
