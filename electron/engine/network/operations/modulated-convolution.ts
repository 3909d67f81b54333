import * as tf from '@tensorflow/tfjs-core';
import { scaleBy } from './broadcast.ts';
import { blurSpread } from './blur.ts';
import { convolve, convolveBack } from './convolution.ts';
import { matMul } from './mat-mul.ts';
import { times } from './times.ts';

const EPSILON = 1e-8;

/** What a modulated convolution does besides. */
export interface Modulation {
  /** Doubles the image: a transposed convolution, then a blur; the kernel is then [3, 3, out, in]. */
  up: boolean;
  /** Divides each output by the size that its kernel has after modulation; off in the layer that makes colours. */
  demodulate: boolean;
  /** What comes out is so many times as large. */
  gain?: number;
}

/** Per image and channel in the shape of an image: [n, channels] → [n, 1, 1, channels]. */
const asPixel = (values: tf.Tensor): tf.Tensor => tf.reshape(values, [values.shape[0] ?? 0, 1, 1, -1]);

/** 1 / √(Σ (w·s)² + 1e-8) over what an output sums: [n, out]. */
function demodulation(kernel: tf.Tensor, style: tf.Tensor, transposed: boolean): tf.Tensor {
  const [size = 0, , first = 0, second = 0] = kernel.shape;
  const taps = tf.reshape(tf.square(kernel), [size ** 2, first * second]);
  const squares = tf.reshape(matMul(tf.ones([1, size ** 2]), taps), [first, second]);
  return tf.rsqrt(tf.add(matMul(tf.square(style), squares, false, transposed), EPSILON));
}

/**
 * A convolution whose kernel each image's style scales by input channel (Karras et al. 2020, "Analyzing and Improving the
 * Image Quality of StyleGAN", equations 1 and 3). The scale is the image's and the division the output's, so that all images
 * share one convolution.
 * @param x [n, height, width, in] @param kernel [size, size, in, out], or as {@link Modulation} says
 * @param style [n, in]
 * @returns [n, height, width, out], twice as high and wide with `up`
 */
export function convolveModulated(
  x: tf.Tensor,
  kernel: tf.Tensor,
  style: tf.Tensor,
  { up, demodulate, gain = 1 }: Modulation,
): tf.Tensor {
  const scaled = scaleBy(x, asPixel(demodulate ? style : times(style, gain)));
  const y = up ? convolveUp(scaled, kernel) : convolve(scaled, kernel, { stride: 1, padding: 'same' });
  return demodulate ? scaleBy(y, asPixel(times(demodulation(kernel, style, up), gain))) : y;
}

function convolveUp(x: tf.Tensor, kernel: tf.Tensor): tf.Tensor {
  const [n = 0, height = 0, width = 0] = x.shape;
  const shape = [n, 2 * height + 1, 2 * width + 1, kernel.shape[2] ?? 0];
  return blurSpread(convolveBack(x, kernel, shape, { stride: 2, padding: 'valid' }));
}
