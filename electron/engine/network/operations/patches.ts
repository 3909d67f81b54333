import * as tf from '@tensorflow/tfjs-core';
import { matMul } from './mat-mul.ts';
import { paddingBefore, paddingOf, type Stride } from './stride.ts';

/**
 * What a kernel sees at each of its places, laid out as the rows of a matrix (im2col; Chellapilla et al. 2006).
 * @param x [n, height, width, channels]
 * @param size side of the kernel
 * @param results shape of the convolution's result: [n, rows, columns, …]
 * @returns [n · rows · columns, size² · channels], a row in the order of a kernel [size, size, channels, …]
 */
function patchesOf(x: tf.Tensor, size: number, results: readonly number[], how: Stride): tf.Tensor {
  const [n = 0, height = 0, width = 0, channels = 0] = x.shape;
  const [, rows = 0, columns = 0] = results;
  const border = (side: number, outputs: number): [number, number] => {
    const before = paddingBefore(how, size, side, outputs);
    return [before, paddingOf(how, size, side, outputs) - before];
  };
  const padded = tf.pad(x, [[0, 0], border(height, rows), border(width, columns), [0, 0]]);
  const reach = (outputs: number): number => how.stride * (outputs - 1) + 1;
  const taps = Array.from({ length: size ** 2 }, (_, tap) => {
    const [top, left] = [Math.floor(tap / size), tap % size];
    return tf.stridedSlice(
      padded,
      [0, top, left, 0],
      [n, top + reach(rows), left + reach(columns), channels],
      [1, how.stride, how.stride, 1],
    );
  });
  return tf.reshape(tf.concat(taps, 3), [n * rows * columns, size ** 2 * channels]);
}

/**
 * The gradient of a convolution by its kernel as one product.
 * @param x the image, [n, height, width, channels] @param dy [n, rows, columns, filters]
 * @returns [size, size, channels, filters], the shape that is given
 */
export function kernelGradientInPatches(x: tf.Tensor, dy: tf.Tensor, shape: readonly number[], how: Stride): tf.Tensor {
  const [size = 0, , , filters = 0] = shape;
  const gradient = matMul(patchesOf(x, size, dy.shape, how), tf.reshape(dy, [-1, filters]), true);
  return tf.reshape(gradient, [...shape]);
}
