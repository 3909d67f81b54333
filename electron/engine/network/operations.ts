import * as tf from '@tensorflow/tfjs-core';
import { nativeBackend } from './native/backend.ts';
import { runNative } from './native/kernels.ts';

/** The arithmetic of the layers: on native TensorFlow one op each way, elsewhere plain tfjs, same values. */
const first = ([tensor]: tf.Tensor[]): tf.Tensor => {
  if (!tensor) throw new Error('An op gave no tensor.');
  return tensor;
};

/** x·W: [n, in] × [in, out] → [n, out]. */
export function matMul(x: tf.Tensor, kernel: tf.Tensor): tf.Tensor {
  return nativeBackend() ? first(runNative('ForgerMatMul', { x, kernel })) : tf.matMul(x, kernel);
}

export function biasAdd(x: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  return nativeBackend() ? first(runNative('ForgerBiasAdd', { x, bias })) : tf.add(x, bias);
}

export function leakyRelu(x: tf.Tensor, slope: number): tf.Tensor {
  return nativeBackend() ? first(runNative('ForgerLeakyRelu', { x }, { slope })) : tf.leakyRelu(x, slope);
}

export function tanh(x: tf.Tensor): tf.Tensor {
  return nativeBackend() ? first(runNative('ForgerTanh', { x })) : tf.tanh(x);
}

export function sigmoid(x: tf.Tensor): tf.Tensor {
  return nativeBackend() ? first(runNative('ForgerSigmoid', { x })) : tf.sigmoid(x);
}

export interface Normalized {
  y: tf.Tensor;
  /** Mean of the batch, [channels]. */
  mean: tf.Tensor;
  /** Variance of the batch, [channels], divided by n − 1 (`sample`) or by n (`population`). */
  variance: tf.Tensor;
}

/**
 * Batch normalisation by the batch's own moments (Ioffe & Szegedy 2015, algorithm 1), over all axes but
 * the last. The normalisation divides by n; `runningVariance` says what the returned variance divides by.
 */
export function normalizeBatch(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
  runningVariance: 'sample' | 'population',
): Normalized {
  const channels = gamma.size;
  const count = x.size / channels;
  // Of a single value there is no sample variance; its population variance, 0, stands in.
  const toSample = count / Math.max(1, count - 1);
  if (nativeBackend()) {
    const images = tf.reshape(x, [count, 1, 1, channels]);
    const [y, mean, variance] = runNative('ForgerBatchNorm', { x: images, gamma, beta }, { epsilon });
    if (!y || !mean || !variance) throw new Error('Batch normalisation gave too few tensors.');
    return {
      y: tf.reshape(y, x.shape),
      mean,
      variance: runningVariance === 'sample' ? variance : tf.mul(variance, 1 / toSample),
    };
  }
  const axes = Array.from({ length: x.rank - 1 }, (_, axis) => axis);
  const mean = tf.mean(x, axes);
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centred), axes);
  const y = tf.add(tf.mul(centred, tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon)))), beta);
  return { y, mean, variance: runningVariance === 'sample' ? tf.mul(variance, toSample) : variance };
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
  return tf.add(tf.mul(x, scale), tf.sub(beta, tf.mul(mean, scale)));
}
