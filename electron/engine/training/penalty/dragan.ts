import * as tf from '@tensorflow/tfjs-core';
import { aroundOne, shares, type GradientPenalty } from './gradient-penalty.ts';

/** λ(‖∇D(x̂)‖ − 1)² around real images, on the way to x + ½·std(x)·U: Kodali et al. 2017, section 2.3. */
export const dragan: GradientPenalty = {
  at: 'around',
  points: (shown, draws) => {
    const real = shown('real');
    const { variance } = tf.moments(real);
    const noise = tf.mul(draws.uniforms('perturbation', real.shape, 0, 1), tf.mul(tf.sqrt(variance), 0.5));
    return tf.add(real, tf.mul(shares(real, draws), noise));
  },
  cost: aroundOne,
};
