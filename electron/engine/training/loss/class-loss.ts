import * as tf from '@tensorflow/tfjs-core';

/**
 * Cross-entropy of class logits, of each image [n, 1], in nats (Odena et al. 2017, equation 3).
 * @param logits [n, classes]
 * @param labels int32 [n]
 */
export function classLosses(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  const wanted = tf.oneHot(labels, logits.shape[1] ?? 1, 1, 0, 'float32');
  // The largest logit is taken off each row first, as a constant: e^x does not overflow then.
  const value = tf.customGrad((given, save) => {
    const row = given as tf.Tensor;
    const shifted = tf.sub(row, tf.max(row, 1, true));
    const sums = tf.sum(tf.exp(shifted), 1, true);
    const shares = tf.div(tf.exp(shifted), sums);
    (save as (tensors: tf.Tensor[]) => void)([tf.sub(shares, wanted)]);
    return {
      value: tf.sub(tf.log(sums), tf.sum(tf.mul(shifted, wanted), 1, true)),
      gradFunc: (dy: tf.Tensor, [slope]: tf.Tensor[]) => tf.mul(dy, slope as tf.Tensor),
    };
  });
  return value(logits);
}
