import * as tf from '@tensorflow/tfjs-core';
import { attributes, type NativeBackend } from '../../native/backend.ts';
import { at, defineKernel } from './kernel.ts';

/*
 * Broadcasting over any axes: the other operand has x's rank, and 1 where it is the same along an axis. tfjs's own ops
 * would do, but for the gradients of their gradients, which multiply by ones as large as x, made in JavaScript.
 */
type Shape = readonly number[];

interface Shaped {
  shape: Shape;
}

const isShape = (x: tf.Tensor, shape: Shape): boolean => tf.util.arraysEqual(x.shape, [...shape]);

const axesOf = (from: Shape, to: Shape): number[] =>
  from.flatMap((side, axis) => (side !== 1 && to[axis] === 1 ? [axis] : []));

const sum = defineKernel({
  name: 'ForgerSumTo',
  inputs: ['x'],
  plain: ({ x }, { shape }: Shaped) => tf.sum(x, axesOf(x.shape, shape), true),
  keepInputs: ['x'],
  gradient: (dy, { inputs: { x } }) => ({ x: () => broadcastTo(dy, x.shape) }),
});

/** Sum over the axes along which `shape`, of x's rank, has 1. */
export const sumTo = (x: tf.Tensor, shape: Shape): tf.Tensor => (isShape(x, shape) ? x : at(sum({ x }, { shape }), 0));

/** One over the number of x's values that go into each value of `shape`. */
const shareOf = (x: tf.Tensor, shape: Shape): number => tf.util.sizeFromShape([...shape]) / x.size;

/** Mean over the axes along which `shape`, of x's rank, has 1. */
export const meanTo = (x: tf.Tensor, shape: Shape): tf.Tensor => tf.mul(sumTo(x, shape), shareOf(x, shape));

const centreBy = defineKernel({
  name: 'ForgerCentre',
  inputs: ['x'],
  plain: ({ x }, { shape }: Shaped) => tf.sub(x, tf.mul(tf.sum(x, axesOf(x.shape, shape), true), shareOf(x, shape))),
  gradient: (dy, _kept, { shape }) => ({ x: () => centre(dy, shape) }),
});

/** x less its mean over the axes along which `shape`, of x's rank, has 1. */
export const centre = (x: tf.Tensor, shape: Shape): tf.Tensor => at(centreBy({ x }, { shape }), 0);

const sumSquares = defineKernel({
  name: 'ForgerSumSquaresTo',
  inputs: ['x'],
  plain: ({ x }, { shape }: Shaped) => tf.sum(tf.square(x), axesOf(x.shape, shape), true),
  keepInputs: ['x'],
  gradient: (dy, { inputs: { x } }) => ({ x: () => scaleBy(x, tf.mul(dy, 2)) }),
});

/** Mean of the squares over the axes along which `shape`, of x's rank, has 1. */
export const meanSquareTo = (x: tf.Tensor, shape: Shape): tf.Tensor =>
  tf.mul(at(sumSquares({ x }, { shape }), 0), shareOf(x, shape));

const repeat = defineKernel({
  name: 'ForgerBroadcastTo',
  inputs: ['x'],
  native: (backend: NativeBackend, { x }, { shape }: Shaped) =>
    backend.executeSingleOutput(
      'BroadcastTo',
      [attributes.float32(backend, 'T'), attributes.int32(backend, 'Tidx')],
      [x, tf.tensor1d([...shape], 'int32')],
    ),
  plain: ({ x }, { shape }) => tf.add(x, tf.zeros([...shape])),
  keepInputs: ['x'],
  gradient: (dy, { inputs: { x } }) => ({ x: () => sumTo(dy, x.shape) }),
});

/** x repeated along the axes where it has 1. */
export const broadcastTo = (x: tf.Tensor, shape: Shape): tf.Tensor =>
  isShape(x, shape) ? x : at(repeat({ x }, { shape }), 0);

const scale = defineKernel({
  name: 'ForgerScaleBy',
  inputs: ['x', 'factor'],
  plain: ({ x, factor }) => tf.mul(x, factor),
  keepInputs: ['x', 'factor'],
  gradient: (dy, { inputs: { x, factor } }) => ({
    x: () => scaleBy(dy, factor),
    factor: () => sumTo(tf.mul(dy, x), factor.shape),
  }),
});

/** x · factor */
export const scaleBy = (x: tf.Tensor, factor: tf.Tensor): tf.Tensor => at(scale({ x, factor }, {}), 0);

const shift = defineKernel({
  name: 'ForgerShiftBy',
  inputs: ['x', 'by'],
  plain: ({ x, by }) => tf.add(x, by),
  keepInputs: ['by'],
  gradient: (dy, { inputs: { by } }) => ({ x: () => dy.clone(), by: () => sumTo(dy, by.shape) }),
});

/** x + by */
export const shiftBy = (x: tf.Tensor, by: tf.Tensor): tf.Tensor => at(shift({ x, by }, {}), 0);
