import * as tf from '@tensorflow/tfjs-core';
import { at } from '../operations/kernel.ts';
import { withoutWeights, type Build } from './built-layer.ts';

/**
 * The number that a pass's choice is drawn by, as a dropout mask is by its layer's: no network has so many layers, and all
 * quadrants of a network share it.
 */
const CHOICE = 255;

/** Half of an image along an axis: the later one where `choice` is 1, the earlier where it is 0. Exact, as one share is 0. */
function half(x: tf.Tensor, axis: number, choice: tf.Tensor): tf.Tensor {
  const halves = tf.split(x, 2, axis);
  return tf.add(tf.mul(at(halves, 0), tf.sub(1, choice)), tf.mul(at(halves, 1), choice));
}

export const buildQuadrant: Build<'quadrant'> = () =>
  withoutWeights((x, { mode, mask }) => {
    if (mode === 'inference') return at(tf.split(at(tf.split(x, 2, 1), 0), 2, 2), 0);
    if (!mask) throw new Error('A network with quadrants needs them drawn in training.');
    const [row, column] = tf.split(mask(CHOICE, [2], 0.5), 2) as [tf.Tensor, tf.Tensor];
    return half(half(x, 1, row), 2, column);
  });
