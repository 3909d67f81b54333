import * as tf from '@tensorflow/tfjs-core';
import { signsOf, type AdversarialLoss } from './adversarial-loss.ts';

/** D: max(0, m − s) of real, max(0, m + s) of fake, with the margin m 1 but where it is drawn. G: −s. Lim & Ye 2017, section 3. */
export const hinge: AdversarialLoss = {
  discriminator: (scores, counts, _targets, margins) => tf.relu(tf.add(tf.mul(scores, signsOf(counts)), margins ?? 1)),
  generator: (scores) => tf.neg(scores),
};
