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
 * @param kernel [..., out]
 * @param vector the guess at the singular vector on the side of the outputs, [1, out]
 * @param moves whether σ is taken after one more iteration, or by the vector as it is
 */
export function spectralNorm(kernel: tf.Tensor, vector: tf.Tensor, moves: boolean): SpectralNorm {
  const outputs = vector.size;
  const matrix = tf.reshape(kernel, [-1, outputs]);
  const vectors = iterate({}, { matrix, u: vector });
  const [v, moved] = [at(vectors, 0), at(vectors, 1)];
  const sigma = matMul(matMul(v, matrix), moves ? moved : vector, false, true);
  const scale = tf.reshape(matMul(tf.div(1, sigma), tf.ones([1, outputs])), [outputs]);
  return { kernel: scaleChannels(kernel, scale), vector: moved };
}
