import * as tf from '@tensorflow/tfjs-core';
import { BLUR_WEIGHTS, blurKernel } from '@shared/network/blur-kernel.ts';
import { convolveDepthwise, convolveDepthwiseBack } from './depthwise-convolution.ts';

const FACTOR = 2;

const kernelOf = (channels: number, gain: number): tf.Tensor =>
  tf.tensor(blurKernel(channels, gain), [BLUR_WEIGHTS.length, BLUR_WEIGHTS.length, channels, 1]);

const channelsOf = (x: tf.Tensor): number => x.shape[3] ?? 0;

/** Binomial (Zhang 2019; Karras et al. 2020): [1, 3, 3, 1] ⊗ [1, 3, 3, 1] / 64; of the three zeros a side that keep the size, one is before. x: [n, h, w, c] */
export const blur = (x: tf.Tensor): tf.Tensor =>
  convolveDepthwise(x, kernelOf(channelsOf(x), 1), { stride: 1, padding: 'same' });

/** Blurred, and every second pixel of it: [n, 2h, 2w, c] → [n, h, w, c], StyleGAN2's downsample_2d. */
export const blurDown = (x: tf.Tensor): tf.Tensor =>
  convolveDepthwise(x, kernelOf(channelsOf(x), 1), { stride: FACTOR, padding: 'same' });

/** Two zeros on every side: [n, h, w, c] → [n, h + 1, w + 1, c], what StyleGAN2's convolutions of stride 2 go over. */
export const blurMargin = (x: tf.Tensor): tf.Tensor =>
  blur(
    tf.pad(x, [
      [0, 0],
      [1, 0],
      [1, 0],
      [0, 0],
    ]),
  );

/** Zeros between the pixels, then blurred, four times as strong: [n, h, w, c] → [n, 2h, 2w, c], StyleGAN2's upsample_2d. */
export function blurUp(x: tf.Tensor): tf.Tensor {
  const [n = 0, height = 0, width = 0, channels = 0] = x.shape;
  const shape = [n, FACTOR * height, FACTOR * width, channels];
  return convolveDepthwiseBack(x, kernelOf(channels, FACTOR ** 2), shape, { stride: FACTOR, padding: 'same' });
}

/**
 * What follows a transposed convolution that doubles an image, as StyleGAN2 has it: blurred, four times as strong, and
 * one pixel smaller. @param x [n, 2h + 1, 2w + 1, c] @returns [n, 2h, 2w, c]
 */
export function blurSpread(x: tf.Tensor): tf.Tensor {
  const [n = 0, height = 0, width = 0, channels = 0] = x.shape;
  const whole = convolveDepthwise(x, kernelOf(channels, FACTOR ** 2), { stride: 1, padding: 'same' });
  return tf.slice(whole, [0, 0, 0, 0], [n, height - 1, width - 1, channels]);
}
