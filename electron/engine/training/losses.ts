import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@shared/config/schema.ts';

/**
 * Binary cross-entropy of D's logits, summed and weighed: weight·(Σ −log σ(l) over the real images
 * + Σ −log(1 − σ(l)) over the fakes), in nats. −log σ(l) = softplus(−l) does not overflow where sigmoid
 * and logarithm apart do.
 * @param logits [real + fake, 1], the real images' first
 */
export function crossEntropy(logits: tf.Tensor, counts: { real: number; fake: number }, weight: number): tf.Scalar {
  const signs = new Float32Array(counts.real + counts.fake).fill(1).fill(-1, 0, counts.real);
  return tf.mul(tf.sum(tf.softplus(tf.mul(logits, tf.tensor2d(signs, [signs.length, 1])))), weight);
}

/**
 * What G minimises, given D's logits of its images [n, 1]: −log D(G(z)), the non-saturating loss, or
 * log(1 − D(G(z))), the zero-sum game (Goodfellow et al. 2014, section 3 and equation 1).
 */
export function generatorLoss(logits: tf.Tensor, goal: RunConfig['loss.generator']): tf.Scalar {
  return goal === 'minimax' ? tf.neg(tf.mean(tf.softplus(logits))) : tf.mean(tf.softplus(tf.neg(logits)));
}
