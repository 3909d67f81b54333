import * as tf from '@tensorflow/tfjs-core';
import { halfSumOfSquares } from '../native/half-sum-of-squares.ts';

/** The length of a whole gradient, √Σ g² over all weights of a player: a scalar. */
export const gradientNorm = (gradients: readonly tf.Tensor[]): tf.Scalar =>
  tf.tidy(() => tf.sqrt(tf.mul(tf.addN(gradients.map(halfSumOfSquares)), 2)));
