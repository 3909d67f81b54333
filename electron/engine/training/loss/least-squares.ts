import * as tf from '@tensorflow/tfjs-core';
import { signsOf, type AdversarialLoss } from './adversarial-loss.ts';

/** D: ½(s − t)². G: ½(s − 1)². Mao et al. 2017, equation 2. */
export const leastSquares: AdversarialLoss = {
  discriminator: (scores, counts, targets) => {
    const wanted = targets ?? tf.mul(tf.sub(1, signsOf(counts)), 0.5);
    return tf.mul(tf.square(tf.sub(scores, wanted)), 0.5);
  },
  generator: (scores) => tf.mul(tf.square(tf.sub(scores, 1)), 0.5),
};
