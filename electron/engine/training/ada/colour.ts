import * as tf from '@tensorflow/tfjs-core';
import type { ImageRange } from '@shared/network/layers.ts';
import type { Drawn } from './draws.ts';

/** Standard deviation of brightness, and log₂ of those of contrast and saturation, of images from −1 to 1. */
const BRIGHTNESS = 0.2;
const CONTRAST = 0.5;
const SATURATION = 1;

/**
 * The pipeline's colour changes of images [n, height, width, channels] (Karras et al. 2020, appendix B, figure 23). Around the grey
 * axis v = (1, 1, 1)/√3 all of them together are contrast · (flip · vvᵀ + saturation · (cos(hue) · (1 − vvᵀ) + sin(hue) · v×)), and a shift.
 */
export function recolour(images: tf.Tensor, { made, uniform, normal }: Drawn, range: ImageRange): tf.Tensor {
  const column = (one: tf.Tensor): tf.Tensor => tf.reshape(one, [-1, 1, 1, 1]);
  const factor = (z: tf.Tensor, on: tf.Tensor, spread: number): tf.Tensor =>
    tf.exp(tf.mul(tf.mul(z, on), spread * Math.LN2));
  const flip = tf.sub(1, tf.mul(2, tf.mul(tf.floor(tf.mul(uniform.lumaFlip, 2)), made.lumaFlip)));
  const contrast = factor(normal.contrast, made.contrast, CONTRAST);
  const grey = tf.mul(contrast, flip);
  const brightness = tf.mul(tf.mul(tf.mul(normal.brightness, made.brightness), BRIGHTNESS), grey);
  // Images from 0 to 1 are changed as what they are from −1 to 1.
  const shift = range === 'unit' ? tf.div(tf.add(brightness, tf.sub(1, grey)), 2) : brightness;
  if (images.shape[3] !== 3) return tf.add(tf.mul(images, column(grey)), column(shift));
  const colour = tf.mul(contrast, factor(normal.saturation, made.saturation, SATURATION));
  const angle = tf.mul(tf.mul(tf.sub(tf.mul(uniform.hue, 2), 1), made.hue), Math.PI);
  const [cos, sin] = [tf.mul(colour, tf.cos(angle)), tf.mul(colour, tf.sin(angle))];
  const mean = tf.mean(images, 3, true);
  const [red, green, blue] = tf.split(images, 3, 3) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const across = tf.concat([tf.sub(blue, green), tf.sub(red, blue), tf.sub(green, red)], 3);
  const alongAxis = tf.add(tf.mul(mean, column(tf.sub(grey, cos))), column(shift));
  return tf.add(tf.add(tf.mul(images, column(cos)), tf.mul(across, column(tf.mul(sin, 1 / Math.sqrt(3))))), alongAxis);
}
