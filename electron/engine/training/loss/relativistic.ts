import * as tf from '@tensorflow/tfjs-core';
import type { AdversarialLoss } from './adversarial-loss.ts';

/**
 * D: softplus(−(D(x) − D(G(z)))) of each pair. G: the same with both in each other's place. In nats. Jolicoeur-Martineau
 * 2019; Huang et al. 2024, equation 2. Each image of D's has half of its pair's, so that the sum of both means is the pairs'.
 */
export const relativistic: AdversarialLoss = {
  discriminator: (scores, { real, fake }) => {
    if (real !== fake) throw new Error('Pairs need as many fakes as real images.');
    const [ofReal, ofFake] = tf.split(scores, 2) as [tf.Tensor, tf.Tensor];
    const halves = tf.mul(tf.softplus(tf.sub(ofFake, ofReal)), 0.5);
    return tf.concat([halves, halves]);
  },
  generator: (scores, _goal, rivals) => {
    if (!rivals) throw new Error('Pairs need the scores of real images.');
    return tf.softplus(tf.sub(rivals, scores));
  },
};
