import * as tf from '@tensorflow/tfjs-core';
import { nativeBackend } from '../../native/backend.ts';
import { convolve, convolveBack } from './convolution.ts';
import { depthToSpace } from './depth-to-space.ts';
import { matMul } from './mat-mul.ts';
import { upsample } from './upsample.ts';

/*
 * A convolution of an image whose pixels are all doubled multiplies each small pixel several times. Row 2i + a of the
 * result (a: 0 or 1) sees the small rows floor((2i + a + offset) / 2), so the kernel's rows that fall on the same small
 * row can be added up first. What remains is one convolution of the small image for each of the four places in a block:
 * 3 × 3 taps in place of 5 × 5.
 */
const FACTOR = 2;
const PHASES = [0, 1] as const;

/** How the kernel lies on the large image. */
export interface UpsampledKernel {
  /** Side of the kernel. */
  size: number;
  /** Whether it is a transposed convolution's: mirrored, and [size, size, out, in]. */
  transposed: boolean;
}

/** Where a kernel's tap looks, in pixels of the large image, with padding 'same'. */
function offsetOf({ size, transposed }: UpsampledKernel, tap: number): number {
  const before = Math.floor((size - 1) / 2);
  return transposed ? before - tap : tap - before;
}

/** The small row, counted from the output's own, that a tap of a phase falls on. */
const smallOffset = (kernel: UpsampledKernel, phase: number, tap: number): number =>
  Math.floor((phase + offsetOf(kernel, tap)) / FACTOR);

/** Side of the small kernel: odd, so that its middle is the output's own pixel. */
function smallSize(kernel: UpsampledKernel): number {
  const reach = PHASES.flatMap((phase) => [0, kernel.size - 1].map((tap) => Math.abs(smallOffset(kernel, phase, tap))));
  return 2 * Math.max(...reach) + 1;
}

/** [small², 4, size²] as a matrix of rows and columns: 1 where a tap of the kernel is part of a small one's. */
function sums(kernel: UpsampledKernel): tf.Tensor2D {
  const [small, { size }] = [smallSize(kernel), kernel];
  const radius = (small - 1) / 2;
  const values = new Float32Array(small ** 2 * FACTOR ** 2 * size ** 2);
  for (const a of PHASES)
    for (const b of PHASES)
      for (let s = 0; s < size; s++)
        for (let t = 0; t < size; t++) {
          const row = radius + smallOffset(kernel, a, s);
          const column = radius + smallOffset(kernel, b, t);
          values[((row * small + column) * FACTOR ** 2 + a * FACTOR + b) * size ** 2 + s * size + t] = 1;
        }
  return tf.tensor2d(values, [small ** 2 * FACTOR ** 2, size ** 2]);
}

/**
 * The four small kernels side by side: [size, size, in, out] → [small, small, in, 4·out], for a transposed convolution
 * from [size, size, out, in].
 */
function smallKernels(kernel: tf.Tensor, how: UpsampledKernel): tf.Tensor {
  const [size = 0, , first = 0, second = 0] = kernel.shape;
  const small = smallSize(how);
  const added = matMul(sums(how), tf.reshape(kernel, [size ** 2, first * second]));
  const parts = tf.reshape(added, [small ** 2, FACTOR ** 2, first, second]);
  const [into, out] = how.transposed ? [second, first] : [first, second];
  return tf.reshape(tf.transpose(parts, how.transposed ? [0, 3, 1, 2] : [0, 2, 1, 3]), [
    small,
    small,
    into,
    FACTOR ** 2 * out,
  ]);
}

/** In four small convolutions at once. @param x,kernel as {@link convolveUpsampled} takes them */
export const convolveInPhases = (x: tf.Tensor, kernel: tf.Tensor, how: UpsampledKernel): tf.Tensor =>
  depthToSpace(convolve(x, smallKernels(kernel, how), { stride: 1, padding: 'same' }));

/** Step by step: the pixels doubled, then the convolution. @param x,kernel as {@link convolveUpsampled} takes them */
export function convolveLarge(x: tf.Tensor, kernel: tf.Tensor, { transposed }: UpsampledKernel): tf.Tensor {
  const large = upsample(x, FACTOR);
  if (!transposed) return convolve(large, kernel, { stride: 1, padding: 'same' });
  const shape = [...large.shape.slice(0, 3), kernel.shape[2] ?? 0];
  return convolveBack(large, kernel, shape, { stride: 1, padding: 'same' });
}

/**
 * What a convolution with stride 1 and padding 'same' makes of an image whose pixels are doubled first:
 * [n, h, w, in] → [n, 2h, 2w, out].
 * @param x the image before
 * @param kernel [size, size, in, out]; of a transposed convolution [size, size, out, in]
 */
export function convolveUpsampled(x: tf.Tensor, kernel: tf.Tensor, transposed: boolean): tf.Tensor {
  const how = { size: kernel.shape[0] ?? 0, transposed };
  const inPhases = nativeBackend() !== null && smallSize(how) < how.size;
  return (inPhases ? convolveInPhases : convolveLarge)(x, kernel, how);
}
