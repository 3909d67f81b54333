import * as tf from '@tensorflow/tfjs-core';
import { aroundOne, shares, type GradientPenalty } from './gradient-penalty.ts';

/** λ(‖∇D(x̂)‖ − 1)² at points x̂ between real and fake: Gulrajani et al. 2017, equation 3. */
export const wganGp: GradientPenalty = {
  at: 'between',
  points: (shown, draws) => {
    const [real, fake] = [shown('real'), shown('fake')];
    return tf.add(real, tf.mul(shares(real, draws), tf.sub(fake, real)));
  },
  cost: aroundOne,
};
