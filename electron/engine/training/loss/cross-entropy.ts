import * as tf from '@tensorflow/tfjs-core';
import { signsOf, type AdversarialLoss } from './adversarial-loss.ts';

/** −log σ(s) = softplus(−s), which does not overflow where sigmoid and logarithm apart do. */
const realness = (scores: tf.Tensor): tf.Tensor => tf.softplus(tf.neg(scores));

/**
 * D: −t log σ(s) − (1 − t) log(1 − σ(s)). G: −log D(G(z)), the non-saturating loss, or log(1 − D(G(z))), the zero-sum
 * game. In nats. Goodfellow et al. 2014, equation 1 and section 3.
 */
export const crossEntropy: AdversarialLoss = {
  discriminator: (scores, counts, targets) =>
    targets
      ? tf.add(tf.mul(targets, realness(scores)), tf.mul(tf.sub(1, targets), tf.softplus(scores)))
      : tf.softplus(tf.mul(scores, signsOf(counts))),
  generator: (scores, goal) => (goal === 'minimax' ? tf.neg(tf.softplus(scores)) : realness(scores)),
};
