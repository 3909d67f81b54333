import * as tf from '@tensorflow/tfjs-core';
import { broadcastTo, centre, meanSquareTo, meanTo } from './broadcast.ts';

const EPSILON = 1e-8;

/** The largest group that a batch falls into evenly. */
export function groupOf(batch: number, wanted: number): number {
  for (let group = Math.min(batch, wanted); group > 1; group--) if (batch % group === 0) return group;
  return 1;
}

/**
 * Appends one channel: how far the images of a group are apart, the standard deviation over the group averaged over
 * pixels and channels (Karras et al. 2018, section 3; groups as in StyleGAN2, image i in group i mod (n / group)).
 * @param x [n, height, width, channels]
 * @param groupSize images a group, or the largest divisor of n below it
 * @returns [n, height, width, channels + 1]
 */
export function minibatchDeviation(x: tf.Tensor, groupSize: number): tf.Tensor {
  const [n = 0, height = 0, width = 0, channels = 0] = x.shape;
  const group = groupOf(n, groupSize);
  const groups = n / group;
  const members = tf.reshape(x, [group, groups, height * width * channels]);
  const ofGroup = [1, groups, height * width * channels];
  const variance = meanSquareTo(centre(members, ofGroup), ofGroup);
  const deviation = tf.sqrt(tf.add(variance, EPSILON));
  const plane = broadcastTo(meanTo(deviation, [1, groups, 1]), [group, groups, height * width]);
  return tf.concat([x, tf.reshape(plane, [n, height, width, 1])], 3);
}
