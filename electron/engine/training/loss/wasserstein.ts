import * as tf from '@tensorflow/tfjs-core';
import { signsOf, type AdversarialLoss } from './adversarial-loss.ts';

/** D: −s of real, s of fake. G: −s. Arjovsky et al. 2017, equation 2. */
export const wasserstein: AdversarialLoss = {
  discriminator: (scores, counts) => tf.mul(scores, signsOf(counts)),
  generator: (scores) => tf.neg(scores),
};
