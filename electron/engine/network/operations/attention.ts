import * as tf from '@tensorflow/tfjs-core';
import { softmax } from './softmax.ts';

/**
 * What each place takes from all others: softmax(q·kᵀ)·v (Zhang et al. 2019, "Self-Attention GAN", equations 1 and 2,
 * which do not divide by √d).
 * @param query [n, places, d] @param key [n, others, d] @param value [n, others, features]
 * @returns [n, places, features]
 */
export const attend = (query: tf.Tensor, key: tf.Tensor, value: tf.Tensor): tf.Tensor =>
  tf.matMul(softmax(tf.matMul(query, key, false, true)), value);
