import * as tf from '@tensorflow/tfjs-core';
import { scaleBy, shiftBy, sumTo } from './broadcast.ts';
import { at, defineKernel } from './kernel.ts';

/** Σ over the last axis, which stays as 1. */
const sumLast = (x: tf.Tensor): tf.Tensor => sumTo(x, [...x.shape.slice(0, -1), 1]);

/**
 * As in activations.ts: the gradient takes the output as a constant and answers for it by x, because nothing flows back
 * through kept outputs. (tfjs's own second derivative of softmax is wrong for that reason.)
 */
const run = defineKernel({
  name: 'ForgerSoftmax',
  inputs: ['x'],
  plain: ({ x }) => tf.softmax(x),
  keepInputs: ['x'],
  keepOutputs: [true],
  gradient: (dy, { inputs: { x }, outputs }) => ({ x: () => softmaxGradient(x, dy, at(outputs, 0)) }),
});

const runGradient = defineKernel({
  name: 'ForgerSoftmaxGrad',
  inputs: ['x', 'dy'],
  plain: ({ dy }, { y }: { y: tf.Tensor }) => {
    const weighed = tf.mul(dy, y);
    return tf.sub(weighed, tf.mul(tf.sum(weighed, -1, true), y));
  },
  keepInputs: ['x', 'dy'],
  // Σ ddx·y·(dy − Σ dy·y), by y and from there by x.
  gradient: (ddx, { inputs: { x, dy } }, { y }) => ({
    x: () => {
      const [ofDy, ofDdx] = [sumLast(tf.mul(dy, y)), sumLast(tf.mul(ddx, y))];
      const byY = tf.sub(tf.mul(ddx, shiftBy(dy, tf.neg(ofDy))), scaleBy(dy, ofDdx));
      return softmaxGradient(x, byY, y);
    },
    dy: () => softmaxGradient(x, ddx, y),
  }),
});

const softmaxGradient = (x: tf.Tensor, dy: tf.Tensor, y: tf.Tensor): tf.Tensor => at(runGradient({ x, dy }, { y }), 0);

/** eˣ / Σ eˣ over the last axis. */
export const softmax = (x: tf.Tensor): tf.Tensor => at(run({ x }, {}), 0);
