import * as tf from '@tensorflow/tfjs-core';
import { assertNever } from '@shared/assert-never.ts';
import type { RunConfig } from '@shared/config/schema.ts';

export type LossKind = RunConfig['loss.kind'];

/** How many images of each kind a row of scores is of, the real ones first. */
export interface Counts {
  real: number;
  fake: number;
}

/** −log σ(s) = softplus(−s), which does not overflow where sigmoid and logarithm apart do. */
const realness = (scores: tf.Tensor): tf.Tensor => tf.softplus(tf.neg(scores));

/** −1 for each real image, 1 for each fake: [n, 1]. */
const signsOf = ({ real, fake }: Counts): tf.Tensor =>
  tf.tensor2d(new Float32Array(real + fake).fill(1).fill(-1, 0, real), [real + fake, 1]);

/**
 * D's loss on each image, [n, 1], in nats where it is an entropy.
 * `cross-entropy`: −t log σ(s) − (1 − t) log(1 − σ(s)), Goodfellow et al. 2014, equation 1; `least-squares`: ½(s − t)²,
 * Mao et al. 2017, equation 2; `wasserstein`: −s of real, s of fake, Arjovsky et al. 2017, equation 2; `hinge`:
 * max(0, 1 ∓ s), Lim & Ye 2017.
 * @param scores what D said [n, 1]: the logit, before any sigmoid
 * @param targets what D is told [n, 1], used by the first two; null: 1 for real, 0 for fake
 */
export function discriminatorLosses(
  kind: LossKind,
  scores: tf.Tensor,
  counts: Counts,
  targets: tf.Tensor | null,
): tf.Tensor {
  switch (kind) {
    case 'cross-entropy':
      if (!targets) return tf.softplus(tf.mul(scores, signsOf(counts)));
      return tf.add(tf.mul(targets, realness(scores)), tf.mul(tf.sub(1, targets), tf.softplus(scores)));
    case 'least-squares': {
      const wanted = targets ?? tf.mul(tf.sub(1, signsOf(counts)), 0.5);
      return tf.mul(tf.square(tf.sub(scores, wanted)), 0.5);
    }
    case 'wasserstein':
      return tf.mul(scores, signsOf(counts));
    case 'hinge':
      return tf.relu(tf.add(tf.mul(scores, signsOf(counts)), 1));
    default:
      return assertNever(kind);
  }
}

/**
 * What G minimises on each of its images, [n, 1]. With cross-entropy −log D(G(z)), the non-saturating loss, or
 * log(1 − D(G(z))), the zero-sum game (Goodfellow et al. 2014, section 3 and equation 1); with least squares
 * ½(s − 1)² (Mao et al. 2017, equation 2); with the others −s.
 * @param scores what D said of G's images [n, 1]
 */
export function generatorLosses(kind: LossKind, scores: tf.Tensor, goal: RunConfig['loss.generator']): tf.Tensor {
  switch (kind) {
    case 'cross-entropy':
      return goal === 'minimax' ? tf.neg(tf.softplus(scores)) : realness(scores);
    case 'least-squares':
      return tf.mul(tf.square(tf.sub(scores, 1)), 0.5);
    case 'wasserstein':
    case 'hinge':
      return tf.neg(scores);
    default:
      return assertNever(kind);
  }
}

/**
 * Cross-entropy of class logits, of each image [n, 1], in nats (Odena et al. 2017, equation 3).
 * @param logits [n, classes]
 * @param labels int32 [n]
 */
export function classLosses(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  const wanted = tf.oneHot(labels, logits.shape[1] ?? 1, 1, 0, 'float32');
  // The largest logit is taken off each row first, as a constant: e^x does not overflow then.
  const value = tf.customGrad((given, save) => {
    const row = given as tf.Tensor;
    const shifted = tf.sub(row, tf.max(row, 1, true));
    const sums = tf.sum(tf.exp(shifted), 1, true);
    const shares = tf.div(tf.exp(shifted), sums);
    (save as (tensors: tf.Tensor[]) => void)([tf.sub(shares, wanted)]);
    return {
      value: tf.sub(tf.log(sums), tf.sum(tf.mul(shifted, wanted), 1, true)),
      gradFunc: (dy: tf.Tensor, [slope]: tf.Tensor[]) => tf.mul(dy, slope as tf.Tensor),
    };
  });
  return value(logits);
}
