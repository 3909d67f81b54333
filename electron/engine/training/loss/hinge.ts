import * as tf from '@tensorflow/tfjs-core';
import { signsOf, type AdversarialLoss } from './adversarial-loss.ts';

/** D: max(0, 1 − s) of real, max(0, 1 + s) of fake. G: −s. Lim & Ye 2017, section 3. */
export const hinge: AdversarialLoss = {
  discriminator: (scores, counts) => tf.relu(tf.add(tf.mul(scores, signsOf(counts)), 1)),
  generator: (scores) => tf.neg(scores),
};
