import * as tf from '@tensorflow/tfjs-core';

/** Values times a number that is 1 in most layers, which then compute as if there were none. */
export const times = (values: tf.Tensor, factor: number): tf.Tensor => (factor === 1 ? values : tf.mul(values, factor));
