import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { Network } from '../../../electron/engine/network/network.ts';
import { drawsOf } from '../../../electron/engine/training/device-draws.ts';

beforeAll(async () => void (await openDevice('cpu')));

/** PyTorch's `nn.Conv2d(1, 1, 4, padding=1)` with a kernel of ones, on pixels 1 to 16: sums over the window. */
test('zero padding before a valid convolution is the padding of PyTorch, as wide on every side', () => {
  const network = new Network(
    [
      { type: 'zeroPadding2d', by: 1 },
      { type: 'conv2d', filters: 1, kernelSize: 4, stride: 1, padding: 'valid', useBias: false },
    ],
    [4, 4, 1],
    { initializer: 'keras', draws: drawsOf(7), purpose: 'discriminatorWeights' },
  );
  const sums = tf.tidy(() => {
    const [kernel] = network.variables;
    if (!kernel) throw new Error('There is no kernel.');
    kernel.assign(tf.ones([4, 4, 1, 1]));
    const pixels = tf.tensor(
      Array.from({ length: 16 }, (_, place) => place + 1),
      [1, 4, 4, 1],
    );
    return [...network.forward(pixels, { mode: 'inference' }).dataSync()];
  });
  network.dispose();
  // The window of 4 begins a pixel above and left, and sees three of each; a step on, it sees all four, and then lacks the first.
  expect(sums).toEqual([54, 78, 63, 96, 136, 108, 90, 126, 99]);
});
