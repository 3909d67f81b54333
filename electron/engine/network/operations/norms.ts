import * as tf from '@tensorflow/tfjs-core';
import { biasAdd, scaleChannels } from './channels.ts';
import { centre, meanSquareTo, scaleBy, shiftBy } from './broadcast.ts';

/** x with mean 0 and variance 1 over the axes along which `shape`, of x's rank, has 1; the variance divides by n. */
function standardize(x: tf.Tensor, shape: readonly number[], epsilon: number): tf.Tensor {
  const centred = centre(x, shape);
  return scaleBy(centred, tf.rsqrt(tf.add(meanSquareTo(centred, shape), epsilon)));
}

/** x's shape with 1 from an axis on, up to another. */
const onesAt = (shape: readonly number[], from: number, to: number): number[] =>
  shape.map((side, axis) => (axis >= from && axis < to ? 1 : side));

/**
 * Layer normalisation (Ba et al. 2016), as PyTorch's nn.LayerNorm: over the last axes, as many as gamma has.
 * @param x [n, …] @param gamma,beta of the shape of the last axes: [channels], or [height, width, channels]
 */
export function layerNorm(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): tf.Tensor {
  const y = standardize(x, onesAt(x.shape, x.rank - gamma.rank, x.rank), epsilon);
  if (gamma.rank === 1) return biasAdd(scaleChannels(y, gamma), beta);
  const whole = [...onesAt(x.shape, 0, x.rank - gamma.rank)];
  return shiftBy(scaleBy(y, tf.reshape(gamma, whole)), tf.reshape(beta, whole));
}

/**
 * Instance normalisation (Ulyanov et al. 2016): each channel of each image by its own moments over the pixels. As
 * PyTorch's nn.InstanceNorm2d, scale and shift may be left out.
 * @param x [n, height, width, channels] @param affine [channels] each
 */
export function instanceNorm(
  x: tf.Tensor,
  epsilon: number,
  affine: { gamma: tf.Tensor; beta: tf.Tensor } | null,
): tf.Tensor {
  const y = standardize(x, onesAt(x.shape, 1, x.rank - 1), epsilon);
  return affine ? biasAdd(scaleChannels(y, affine.gamma), affine.beta) : y;
}

const PIXEL_NORM_EPSILON = 1e-8;

/**
 * Each pixel's features divided by their root mean square: x / √(mean over channels of x² + 1e-8)
 * (Karras et al. 2018, section 4.2). @param x [n, …, channels]
 */
export function pixelNorm(x: tf.Tensor): tf.Tensor {
  const square = meanSquareTo(x, onesAt(x.shape, x.rank - 1, x.rank));
  return scaleBy(x, tf.rsqrt(tf.add(square, PIXEL_NORM_EPSILON)));
}
