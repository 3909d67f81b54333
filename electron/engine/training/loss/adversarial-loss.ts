import * as tf from '@tensorflow/tfjs-core';
import type { GeneratorGoal } from '@shared/loss/index.ts';

/** How many images of each kind a column of scores is of, the real ones first. */
export interface Counts {
  real: number;
  fake: number;
}

/** The formulas of one kind of loss. Scores are what D said [n, scores], before any sigmoid. */
export interface AdversarialLoss {
  /**
   * D's loss on each score.
   * @param targets what D is told of each image [n, 1]; null: 1 for real, 0 for fake. A loss without targets ignores them
   * @param margins of each score; null: 1. A loss without a margin ignores them
   */
  discriminator(scores: tf.Tensor, counts: Counts, targets: tf.Tensor | null, margins?: tf.Tensor | null): tf.Tensor;
  /**
   * What G minimises on each score.
   * @param rivals D's scores of as many real images, for a loss of pairs; null for the others
   */
  generator(scores: tf.Tensor, goal: GeneratorGoal, rivals: tf.Tensor | null): tf.Tensor;
}

/** −1 for each real image, 1 for each fake: [n, 1]. */
export const signsOf = ({ real, fake }: Counts): tf.Tensor =>
  tf.tensor2d(new Float32Array(real + fake).fill(1).fill(-1, 0, real), [real + fake, 1]);
