import * as tf from '@tensorflow/tfjs-core';
import { at, defineKernel } from './kernel.ts';

/** The four pixels of each window of 2 × 2, row by row, each [n, ⌊height / 2⌋, ⌊width / 2⌋, c]; an odd last row or column is left out. */
function corners(x: tf.Tensor): [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor] {
  const [n = 0, height = 0, width = 0, channels = 0] = x.shape;
  const [rows, columns] = [height >> 1, width >> 1];
  const corner = (top: number, left: number): tf.Tensor =>
    tf.stridedSlice(x, [0, top, left, 0], [n, top + 2 * rows - 1, left + 2 * columns - 1, channels], [1, 2, 2, 1]);
  return [corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1)];
}

const largest = ([first, ...others]: ReturnType<typeof corners>): tf.Tensor =>
  others.reduce((found, corner) => tf.maximum(found, corner), first);

/** 1 at the first of each window's pixels that is its largest, else 0: as every framework's pooling passes gradients. */
function chosen(x: tf.Tensor): tf.Tensor[] {
  const all = corners(x);
  const y = largest(all);
  let free: tf.Tensor = tf.onesLike(y);
  return all.map((corner) => {
    const mask = tf.mul(tf.cast(tf.equal(corner, y), 'float32'), free);
    free = tf.sub(free, mask);
    return mask;
  });
}

interface Chooser {
  /** By whose values the pixels are chosen; nothing flows back through it. */
  x: tf.Tensor;
}

const pool = defineKernel({
  name: 'ForgerMaxPool',
  inputs: ['x'],
  plain: ({ x }) => largest(corners(x)),
  keepInputs: ['x'],
  gradient: (dy, { inputs: { x } }) => ({ x: () => spread(dy, x) }),
});

const runSpread = defineKernel({
  name: 'ForgerMaxPoolGrad',
  inputs: ['dy'],
  plain: ({ dy }, { x }: Chooser) => {
    const [n = 0, height = 0, width = 0, channels = 0] = x.shape;
    const [rows, columns] = [height >> 1, width >> 1];
    const [a, b, c, d] = chosen(x).map((mask) => tf.mul(mask, dy)) as ReturnType<typeof corners>;
    const row = (left: tf.Tensor, right: tf.Tensor): tf.Tensor =>
      tf.reshape(tf.stack([left, right], 3), [n, rows, 2 * columns, channels]);
    const whole = tf.reshape(tf.stack([row(a, b), row(c, d)], 2), [n, 2 * rows, 2 * columns, channels]);
    const odd = (side: number): [number, number] => [0, side & 1];
    return height & 1 || width & 1 ? tf.pad(whole, [[0, 0], odd(height), odd(width), [0, 0]]) : whole;
  },
  gradient: (ddx, _kept, { x }) => ({ dy: () => pick(ddx, x) }),
});

const runPick = defineKernel({
  name: 'ForgerMaxPoolGradGrad',
  inputs: ['values'],
  plain: ({ values }, { x }: Chooser) => {
    const masks = chosen(x);
    return tf.addN(corners(values).map((corner, index) => tf.mul(at(masks, index), corner)));
  },
  gradient: (dy, _kept, { x }) => ({ values: () => spread(dy, x) }),
});

const spread = (dy: tf.Tensor, x: tf.Tensor): tf.Tensor => at(runSpread({ dy }, { x }), 0);

const pick = (values: tf.Tensor, x: tf.Tensor): tf.Tensor => at(runPick({ values }, { x }), 0);

/** The largest of each 2 × 2 pixels: [n, height, width, c] → [n, ⌊height / 2⌋, ⌊width / 2⌋, c]. */
export const maxPool = (x: tf.Tensor): tf.Tensor => at(pool({ x }, {}), 0);
