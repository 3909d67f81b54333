import * as tf from '@tensorflow/tfjs-core';

/** Pairs [n, height, 2 · width, channels], input beside target, as D sees them: [n, height, width, 2 · channels]. */
export const joinedPairs = (pairs: tf.Tensor): tf.Tensor => tf.concat(tf.split(pairs, 2, 2), 3);

/** The input and the target, or what G made of it, of such pairs. */
export function partsOf(joined: tf.Tensor): { input: tf.Tensor; target: tf.Tensor } {
  const [input, target] = tf.split(joined, 2, 3);
  if (!input || !target) throw new Error('A pair has two pictures.');
  return { input, target };
}

/** Changes each picture of images that may be pairs, whose channels then are two pictures', one like the other. */
export const changeEach = (images: tf.Tensor, change: (picture: tf.Tensor) => tf.Tensor): tf.Tensor =>
  (images.shape[3] ?? 1) % 2 === 0 ? tf.concat(tf.split(images, 2, 3).map(change), 3) : change(images);
