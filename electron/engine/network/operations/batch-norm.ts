import * as tf from '@tensorflow/tfjs-core';
import { attributes, nativeBackend, type NativeBackend } from '../../native/backend.ts';
import { biasAdd, scaleChannels, sumToChannels } from './channels.ts';
import { at, defineKernel } from './kernel.ts';

interface Epsilon {
  epsilon: number;
}

const common = (backend: NativeBackend, { epsilon }: Epsilon) => [
  attributes.float32(backend, 'T'),
  attributes.float32(backend, 'U'),
  attributes.number(backend, 'epsilon', epsilon),
  attributes.text(backend, 'data_format', 'NHWC'),
  attributes.boolean(backend, 'is_training', true),
];

export interface Normalized {
  y: tf.Tensor;
  /** Mean of the batch, [channels]. */
  mean: tf.Tensor;
  /** Variance of the batch, [channels], divided by n − 1 (`sample`) or by n (`population`). */
  variance: tf.Tensor;
}

/** How a batch is normalised. */
export interface Normalization extends Epsilon {
  /** What the returned variance divides by; the normalisation itself divides by n. */
  runningVariance: 'sample' | 'population';
  /** True where the gradient is differentiated again: TensorFlow's op in one has no second derivative. */
  createGraph: boolean;
}

/** In ops that can be differentiated twice; the variance divides by n. */
function composed(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number): Normalized {
  const share = gamma.size / x.size;
  const mean = tf.mul(sumToChannels(x), share);
  const centred = biasAdd(x, tf.neg(mean));
  const variance = tf.mul(sumToChannels(tf.square(centred)), share);
  const y = biasAdd(scaleChannels(centred, tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)))), beta);
  return { y, mean, variance };
}

/** Outputs: y, batch mean, batch variance (÷ n−1), and three that only the gradient reads. x is [n, h, w, c]. */
const fused = defineKernel({
  name: 'ForgerBatchNorm',
  inputs: ['x', 'gamma', 'beta'],
  native: (backend, { x, gamma, beta }, epsilon: Epsilon) => {
    const none = tf.tensor1d([]);
    const list = [...common(backend, epsilon), attributes.number(backend, 'exponential_avg_factor', 1)];
    return backend.executeMultipleOutputs('FusedBatchNormV3', list, [x, gamma, beta, none, none], 6);
  },
  plain: () => {
    throw new Error('Only native TensorFlow normalises in one op.');
  },
  keepInputs: ['x', 'gamma'],
  keepOutputs: [false, false, false, true, true, true],
  gradient: (dy, { inputs: { x, gamma }, outputs }, epsilon) => {
    const backend = tf.backend() as unknown as NativeBackend;
    const list = common(backend, epsilon);
    const gradients = backend.executeMultipleOutputs('FusedBatchNormGradV3', list, [dy, x, gamma, ...outputs], 5);
    return { x: () => at(gradients, 0), gamma: () => at(gradients, 1), beta: () => at(gradients, 2) };
  },
});

/**
 * Batch normalisation by the batch's own moments (Ioffe & Szegedy 2015, algorithm 1), over all axes but the last.
 * @param x [n, …, channels] @param gamma,beta [channels]
 */
export function normalizeBatch(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  { epsilon, runningVariance, createGraph }: Normalization,
): Normalized {
  const channels = gamma.size;
  const count = x.size / channels;
  // Of a single value there is no sample variance; its population variance, 0, stands in.
  const toSample = count / Math.max(1, count - 1);
  if (createGraph || !nativeBackend()) {
    const { y, mean, variance } = composed(x, gamma, beta, epsilon);
    return { y, mean, variance: runningVariance === 'sample' ? tf.mul(variance, toSample) : variance };
  }
  const images = x.rank === 4 ? x : tf.reshape(x, [count, 1, 1, channels]);
  const outputs = fused({ x: images, gamma, beta }, { epsilon });
  const [y, mean, variance] = [at(outputs, 0), at(outputs, 1), at(outputs, 2)];
  return {
    y: x.rank === 4 ? y : tf.reshape(y, x.shape),
    mean,
    variance: runningVariance === 'sample' ? variance : tf.mul(variance, 1 / toSample),
  };
}

/** Batch normalisation by running averages: y = γ·(x − mean)/√(variance + ε) + β. */
export function normalizeByAverages(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  mean: tf.Tensor,
  variance: tf.Tensor,
  epsilon: number,
): tf.Tensor {
  const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)));
  return biasAdd(scaleChannels(x, scale), tf.sub(beta, tf.mul(mean, scale)));
}
