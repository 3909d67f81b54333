import * as tf from '@tensorflow/tfjs-core';
import { attributes, type NativeBackend } from '../native/backend.ts';
import { at, defineKernel } from './kernel.ts';

/** Blocks of 2 × 2 pixels: the only ones needed, and the smallest. */
const BLOCK = 2;

const common = (backend: NativeBackend) => [
  attributes.float32(backend, 'T'),
  attributes.integer(backend, 'block_size', BLOCK),
  attributes.text(backend, 'data_format', 'NHWC'),
];

const spread = defineKernel({
  name: 'ForgerDepthToSpace',
  inputs: ['x'],
  native: (backend, { x }) => backend.executeSingleOutput('DepthToSpace', common(backend), [x]),
  plain: ({ x }) => tf.depthToSpace(x as tf.Tensor4D, BLOCK, 'NHWC'),
  gradient: (dy) => ({ x: () => spaceToDepth(dy) }),
});

const gather = defineKernel({
  name: 'ForgerSpaceToDepth',
  inputs: ['x'],
  native: (backend, { x }) => backend.executeSingleOutput('SpaceToDepth', common(backend), [x]),
  plain: ({ x }) => {
    const [n = 0, height = 0, width = 0, channels = 0] = x.shape;
    const [h, w] = [height / BLOCK, width / BLOCK];
    const blocks = tf.transpose(tf.reshape(x, [n, h, BLOCK, w, BLOCK, channels]), [0, 1, 3, 2, 4, 5]);
    return tf.reshape(blocks, [n, h, w, BLOCK ** 2 * channels]);
  },
  gradient: (dy) => ({ x: () => depthToSpace(dy) }),
});

/** Four images interleaved to one: [n, h, w, 4·c] → [n, 2h, 2w, c]; the channels are [row, column, c]. */
export const depthToSpace = (x: tf.Tensor): tf.Tensor => at(spread({ x }, {}), 0);

/** The inverse of {@link depthToSpace}: [n, 2h, 2w, c] → [n, h, w, 4·c]. */
export const spaceToDepth = (x: tf.Tensor): tf.Tensor => at(gather({ x }, {}), 0);
