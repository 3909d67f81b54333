import * as tf from '@tensorflow/tfjs-core';
import { nativeBackend } from '../native/backend.ts';
import { halfSumOfSquares } from '../native/half-sum-of-squares.ts';

/** A shader of WebGPU reads few buffers: there, `addN` takes eight values at most. */
const sum = (values: readonly tf.Scalar[]): tf.Scalar =>
  nativeBackend() ? tf.addN([...values]) : values.reduce((all, one) => tf.add(all, one));

/** The length of a whole gradient, √Σ g² over all weights of a player: a scalar. */
export const gradientNorm = (gradients: readonly tf.Tensor[]): tf.Scalar =>
  tf.tidy(() => tf.sqrt(tf.mul(sum(gradients.map(halfSumOfSquares)), 2)));
