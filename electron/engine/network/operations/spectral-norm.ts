import * as tf from '@tensorflow/tfjs-core';
import { scaleChannels } from './channels.ts';
import { at, defineKernel } from './kernel.ts';
import { matMul } from './mat-mul.ts';

/** What a vector is divided by at least: torch's `eps`. */
const SMALLEST_LENGTH = 1e-12;

const normalized = (vector: tf.Tensor): tf.Tensor =>
  tf.div(vector, tf.maximum(tf.sqrt(tf.sum(tf.square(vector))), SMALLEST_LENGTH));

/** All of it constant to gradients: there are no inputs. */
const iterate = defineKernel({
  name: 'ForgerPowerIteration',
  inputs: [],
  plain: (_inputs, { matrix, u }: { matrix: tf.Tensor; u: tf.Tensor }) => {
    const v = normalized(tf.matMul(u, matrix, false, true));
    return [v, normalized(tf.matMul(v, matrix))];
  },
});

export interface SpectralNorm {
  /** The kernel divided by its largest singular value, as far as the vectors know it. */
  kernel: tf.Tensor;
  /** The vector after one power iteration, [1, out]. */
  vector: tf.Tensor;
}

/**
 * Miyato et al. 2018, "Spectral Normalization for GANs", algorithm 1 and equation 8, on the kernel as a matrix
 * [inputs, outputs]. The vectors of the power iteration are constants to the gradient, as in PyTorch.
 * @param kernel [..., out]; of a transposed convolution [height, width, out, in]; of rows for labels [labels, features]
 * @param vector the guess at the singular vector on the side of the outputs: a row [1, out], where the outputs are the
 * kernel's last axis, or a column [out, 1], where they are the one before
 * @param moves whether σ is taken after one more iteration, or by the vector as it is
 */
export function spectralNorm(kernel: tf.Tensor, vector: tf.Tensor, moves: boolean): SpectralNorm {
  const outputs = vector.size;
  const turned = vector.shape[0] !== 1;
  const axes = kernel.shape.map((_, axis) => axis);
  const matrix = tf.reshape(
    turned ? tf.transpose(kernel, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]) : kernel,
    [-1, outputs],
  );
  const u = turned ? tf.reshape(vector, [1, outputs]) : vector;
  const vectors = iterate({}, { matrix, u });
  const [v, moved] = [at(vectors, 0), at(vectors, 1)];
  const sigma = matMul(matMul(v, matrix), moves ? moved : u, false, true);
  const last = kernel.shape.at(-1) ?? 1;
  const scale = tf.reshape(matMul(tf.div(1, sigma), tf.ones([1, last])), [last]);
  return { kernel: scaleChannels(kernel, scale), vector: turned ? tf.reshape(moved, vector.shape) : moved };
}
