import * as tf from '@tensorflow/tfjs-core';
import { matMul } from './mat-mul.ts';

interface Size {
  height: number;
  width: number;
  alignCorners: boolean;
}

/** How much of each pixel of a row goes into each of the new one, [to, from]. */
function shares(from: number, to: number, alignCorners: boolean): tf.Tensor {
  const values = new Float32Array(to * from);
  for (let at = 0; at < to; at += 1) {
    const place = alignCorners ? (to > 1 ? (at * (from - 1)) / (to - 1) : 0) : ((at + 0.5) * from) / to - 0.5;
    const inside = Math.min(Math.max(place, 0), from - 1);
    const before = Math.floor(inside);
    const after = Math.min(before + 1, from - 1);
    values[at * from + before] = 1 - (inside - before);
    values[at * from + after] = (values[at * from + after] ?? 0) + (inside - before);
  }
  return tf.tensor(values, [to, from]);
}

/** The first axis of x, [from, …], brought to another length. */
function along(x: tf.Tensor, to: number, alignCorners: boolean): tf.Tensor {
  const [from = 0, ...rest] = x.shape;
  const flat = tf.reshape(x, [from, x.size / from]);
  return tf.reshape(matMul(shares(from, to, alignCorners), flat), [to, ...rest]);
}

/**
 * Bilinear, as two products with constant matrices, so that it has gradients of any order on every device (tfjs has none for half-pixel
 * centres). [n, h, w, c] → [n, height, width, c]
 */
export function resize(x: tf.Tensor, { height, width, alignCorners }: Size): tf.Tensor {
  const rows = along(tf.transpose(x, [1, 0, 2, 3]), height, alignCorners);
  const columns = along(tf.transpose(rows, [2, 1, 0, 3]), width, alignCorners);
  return tf.transpose(columns, [1, 2, 0, 3]);
}
