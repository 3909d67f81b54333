import * as tf from '@tensorflow/tfjs-core';
import { attributes, type NativeBackend } from '../../native/backend.ts';
import { at, defineKernel } from './kernel.ts';

interface Block {
  /** Pixels on a side of a block. */
  block: number;
}

const common = (backend: NativeBackend, { block }: Block) => [
  attributes.float32(backend, 'T'),
  attributes.integer(backend, 'block_size', block),
  attributes.text(backend, 'data_format', 'NHWC'),
];

const spread = defineKernel({
  name: 'ForgerDepthToSpace',
  inputs: ['x'],
  native: (backend, { x }, how: Block) => backend.executeSingleOutput('DepthToSpace', common(backend, how), [x]),
  plain: ({ x }, { block }) => tf.depthToSpace(x as tf.Tensor4D, block, 'NHWC'),
  gradient: (dy, _kept, { block }) => ({ x: () => spaceToDepth(dy, block) }),
});

const gather = defineKernel({
  name: 'ForgerSpaceToDepth',
  inputs: ['x'],
  native: (backend, { x }, how: Block) => backend.executeSingleOutput('SpaceToDepth', common(backend, how), [x]),
  plain: ({ x }, { block }) => {
    const [n = 0, height = 0, width = 0, channels = 0] = x.shape;
    const [h, w] = [height / block, width / block];
    const blocks = tf.transpose(tf.reshape(x, [n, h, block, w, block, channels]), [0, 1, 3, 2, 4, 5]);
    return tf.reshape(blocks, [n, h, w, block ** 2 * channels]);
  },
  gradient: (dy, _kept, { block }) => ({ x: () => depthToSpace(dy, block) }),
});

/** Images interleaved to one: [n, h, w, block²·c] → [n, block·h, block·w, c]; the channels are [row, column, c]. */
export const depthToSpace = (x: tf.Tensor, block = 2): tf.Tensor => at(spread({ x }, { block }), 0);

/** The inverse of {@link depthToSpace}: [n, block·h, block·w, c] → [n, h, w, block²·c]. */
const spaceToDepth = (x: tf.Tensor, block = 2): tf.Tensor => at(gather({ x }, { block }), 0);
