import * as tf from '@tensorflow/tfjs-core';
import type { StepDraws } from '../../random/step-draws.ts';

/** Where D's gradient is taken: at images, on lines between real and fake, or at random near the real ones. */
export type PenaltyPlace = 'real' | 'fake' | 'between' | 'around';

/** Images [n, height, width, channels], as D sees them. @throws where the update does not show them */
export type ShownImages = (side: 'real' | 'fake') => tf.Tensor;

/** The formulas of one gradient penalty on D. */
export interface GradientPenalty {
  at: PenaltyPlace;
  /** Where the gradient is taken, [n, height, width, channels]. */
  points(shown: ShownImages, draws: StepDraws): tf.Tensor;
  /** @param squared ‖∇D‖² at each point, [n] */
  cost(squared: tf.Tensor, weight: number): tf.Scalar;
}

/** D's scores [n, 1] of images, through layers whose gradient can be differentiated. */
export type Critic = (images: tf.Tensor) => tf.Tensor;

/** The penalty, weighted, on D's gradient by the image. */
export function penalize(
  { points, cost }: GradientPenalty,
  weight: number,
  critic: Critic,
  shown: ShownImages,
  draws: StepDraws,
): tf.Scalar {
  const gradient = tf.grad((given: tf.Tensor) => tf.sum(critic(given)))(points(shown, draws));
  return cost(tf.sum(tf.square(gradient), [1, 2, 3]), weight);
}

/** A length of zero has no direction: this keeps the root's derivative finite there. */
const TINY = 1e-12;

/** weight · mean (√squared − 1)² */
export const aroundOne = (squared: tf.Tensor, weight: number): tf.Scalar =>
  tf.mul(tf.mean(tf.square(tf.sub(tf.sqrt(tf.add(squared, TINY)), 1))), weight);

/** weight/2 · mean squared */
export const aroundZero = (squared: tf.Tensor, weight: number): tf.Scalar => tf.mul(tf.mean(squared), weight / 2);

/** One number from 0 to 1 for each image, [n, 1, 1, 1]. */
export const shares = ({ shape: [count = 0] }: tf.Tensor, draws: StepDraws): tf.Tensor =>
  draws.uniforms('interpolation', [count, 1, 1, 1], 0, 1);
