import * as tf from '@tensorflow/tfjs-core';
import { attributes, nativeBackend } from './backend.ts';

/** Σ x² / 2: TensorFlow's L2Loss, one pass over the memory where it is native. */
export function halfSumOfSquares(values: tf.Tensor): tf.Scalar {
  const backend = nativeBackend();
  if (!backend) return tf.mul(tf.sum(tf.square(values)), 0.5);
  return backend.executeSingleOutput('L2Loss', [attributes.float32(backend, 'T')], [values]) as tf.Scalar;
}
