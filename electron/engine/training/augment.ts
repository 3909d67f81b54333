import * as tf from '@tensorflow/tfjs-core';
import type { DIFF_AUGMENT } from '@shared/config/diff-augment.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import type { StepDraws } from '../random/step-draws.ts';
import { changeEach } from './joined-pairs.ts';

/** What is chosen of it. */
export type AugmentChoices = Pick<RunConfig, (typeof DIFF_AUGMENT)[number]>;

/**
 * Differentiable augmentation (Zhao et al. 2020, "Differentiable Augmentation for Data-Efficient GAN Training",
 * section 4): each image [n, height, width, channels] is changed by numbers of its own, and gradients flow back
 * through the change. Chosen numbers are the paper's: shifts by an eighth of the side, a hole of half the side.
 */
export function augment(images: tf.Tensor, config: AugmentChoices, draws: StepDraws): tf.Tensor {
  let out = images;
  if (config['augment.color'] === 'on') out = changeColor(out, draws);
  if (config['augment.translation'] === 'on') out = translate(out, draws);
  if (config['augment.cutout'] === 'on') out = cutOut(out, draws);
  return out;
}

const SHIFT = 0.125;
const HOLE = 0.5;

function perImage(images: tf.Tensor, draws: StepDraws, low: number, high: number): tf.Tensor {
  return draws.uniforms('augmentation', [images.shape[0] ?? 0, 1, 1, 1], low, high);
}

/** Brightness ±½, saturation × 0 … 2, contrast × ½ … 1½: the same of both pictures of a pair. */
function changeColor(images: tf.Tensor, draws: StepDraws): tf.Tensor {
  const brightness = perImage(images, draws, -0.5, 0.5);
  // Drawn for grey images too, which it leaves as they are, so that a draw is the same whatever the channels.
  const saturation = perImage(images, draws, 0, 2);
  const contrast = perImage(images, draws, 0.5, 1.5);
  return changeEach(images, (picture) => coloured(picture, brightness, saturation, contrast));
}

function coloured(picture: tf.Tensor, brightness: tf.Tensor, saturation: tf.Tensor, contrast: tf.Tensor): tf.Tensor {
  const brighter = tf.add(picture, brightness);
  const around = (x: tf.Tensor, mean: tf.Tensor, factor: tf.Tensor): tf.Tensor =>
    tf.add(tf.mul(tf.sub(x, mean), factor), mean);
  const saturated = picture.shape[3] === 1 ? brighter : around(brighter, tf.mean(brighter, 3, true), saturation);
  return around(saturated, tf.mean(saturated, [1, 2, 3], true), contrast);
}

/** Whole numbers from low to high for each image, as float32 [n, 1, 1]. */
function wholeNumbers(count: number, draws: StepDraws, low: number, high: number): tf.Tensor {
  // Just below the end, should rounding to float32 have made the draw the end itself.
  return tf.minimum(tf.floor(draws.uniforms('augmentation', [count, 1, 1], low, high + 1)), high);
}

/** Shifts up to an eighth of the side each way; what comes in is 0. */
function translate(images: tf.Tensor, draws: StepDraws): tf.Tensor {
  const [count = 0, height = 1, width = 1, channels = 1] = images.shape;
  // A shift is a product with a matrix that has one 1 in a row: its gradient is as cheap, and can be taken again.
  const matrix = (side: number): tf.Tensor => {
    const most = Math.floor(side * SHIFT + 0.5);
    const from = tf.add(tf.reshape(tf.range(0, side), [1, side, 1]), wholeNumbers(count, draws, -most, most));
    return tf.cast(tf.equal(tf.reshape(tf.range(0, side), [1, 1, side]), from), 'float32');
  };
  const rows = tf.matMul(matrix(height), tf.reshape(images, [count, height, width * channels]));
  const turned = tf.transpose(tf.reshape(rows, [count, height, width, channels]), [0, 2, 1, 3]);
  const columns = tf.matMul(matrix(width), tf.reshape(turned, [count, width, height * channels]));
  return tf.transpose(tf.reshape(columns, [count, width, height, channels]), [0, 2, 1, 3]);
}

/** A square of half the side set to 0, anywhere, also partly outside. */
function cutOut(images: tf.Tensor, draws: StepDraws): tf.Tensor {
  const [count = 0, height = 1, width = 1] = images.shape;
  const inside = (side: number): tf.Tensor => {
    const size = Math.floor(side * HOLE + 0.5);
    const start = tf.sub(wholeNumbers(count, draws, 0, side - (size % 2)), Math.floor(size / 2));
    const places = tf.reshape(tf.range(0, side), [1, 1, side]);
    return tf.cast(tf.logicalAnd(tf.greaterEqual(places, start), tf.less(places, tf.add(start, size))), 'float32');
  };
  const rows = tf.reshape(inside(height), [count, height, 1, 1]);
  const columns = tf.reshape(inside(width), [count, 1, width, 1]);
  return tf.mul(images, tf.sub(1, tf.mul(rows, columns)));
}
