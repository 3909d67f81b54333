import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import type { Graph } from '@shared/network/graph.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { Network } from '../../../electron/engine/network/network.ts';
import { javascriptDraws, stepDraws } from '../../../electron/engine/random/step-draws.ts';
import { drawsOf } from '../../../electron/engine/training/device-draws.ts';

beforeAll(async () => void (await openDevice('cpu')));

/** Two quarters of an image, side by side in the channels. */
const TWICE: Graph = {
  nodes: [
    { type: 'quadrant', id: 'one' },
    { type: 'quadrant', from: 'input', id: 'other' },
    { type: 'concat', from: ['one', 'other'] },
  ],
};
const IMAGES = Array.from({ length: 2 * 4 * 4 }, (_, place) => place / 7);
/** Quarters by where they begin: row, column. */
const QUARTERS = [
  [0, 0],
  [0, 2],
  [2, 0],
  [2, 2],
] as const;

function quartersOf(mode: 'training' | 'inference', step = 0): number[] {
  const network = new Network(TWICE, [4, 4, 1], {
    ...{ initializer: 'keras', draws: drawsOf(7), purpose: 'discriminatorWeights' },
  });
  const values = tf.tidy(() => {
    const draws = stepDraws(javascriptDraws(7, step));
    return [...network.forward(tf.tensor(IMAGES, [2, 4, 4, 1]), { mode, mask: draws.dropout() }).dataSync()];
  });
  network.dispose();
  return values;
}

const quarter = ([row, column]: readonly [number, number]): number[] =>
  [0, 1].flatMap((image) =>
    [0, 1].flatMap((y) =>
      [0, 1].flatMap((x) => {
        const value = Math.fround(IMAGES[image * 16 + (row + y) * 4 + column + x] ?? 0);
        return [value, value];
      }),
    ),
  );

test('all quadrants of a pass are the same quarter, exactly, and every quarter has its turn', () => {
  const drawn = Array.from({ length: 32 }, (_, step) =>
    QUARTERS.map(quarter).findIndex((one) => one.join() === quartersOf('training', step).join()),
  );
  expect(new Set(drawn)).toEqual(new Set([0, 1, 2, 3]));
});

test('the upper left one where nothing is trained', () => {
  expect(quartersOf('inference')).toEqual(quarter(QUARTERS[0]));
});
