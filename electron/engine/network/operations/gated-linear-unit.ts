import * as tf from '@tensorflow/tfjs-core';
import { sigmoid } from './activations.ts';
import { at } from './kernel.ts';

/** The first half of the channels times σ of the second (Dauphin et al. 2017): [n, …, 2·c] → [n, …, c]. */
export function gatedLinearUnit(x: tf.Tensor): tf.Tensor {
  const halves = tf.split(x, 2, -1);
  return tf.mul(at(halves, 0), sigmoid(at(halves, 1)));
}
