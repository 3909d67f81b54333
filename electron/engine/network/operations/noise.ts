import * as tf from '@tensorflow/tfjs-core';
import { shiftBy } from './broadcast.ts';
import { matMul } from './mat-mul.ts';

/**
 * x + scale · noise, the same noise for all channels of a pixel (Karras et al. 2019, section 2).
 * @param x [n, height, width, channels] @param noise [n, height, width, 1]
 * @param scale learned: [1] for all channels (StyleGAN2), or [channels] (StyleGAN)
 */
export function addNoise(x: tf.Tensor, noise: tf.Tensor, scale: tf.Tensor): tf.Tensor {
  const scaled = matMul(tf.reshape(noise, [-1, 1]), tf.reshape(scale, [1, -1]));
  return shiftBy(x, tf.reshape(scaled, [...x.shape.slice(0, -1), scale.size]));
}
