import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { NetworkData } from '@shared/network/graph.ts';
import { nodesOf } from '@shared/network/graph.ts';
import { withDropout } from '@shared/network/transforms.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { Network } from '../../../electron/engine/network/network.ts';
import { javascriptDraws, stepDraws } from '../../../electron/engine/random/step-draws.ts';
import { drawsOf } from '../../../electron/engine/training/device-draws.ts';

beforeAll(async () => void (await openDevice('cpu')));

const RATE = 0.25;
const COUNT = 4;
const SHAPE = [10, 10, 5];
const SIZE = 500;
const LASTING: NetworkData = [{ type: 'lastingDropout', rate: RATE }];

/** What becomes of images of ones, an array each. */
function passed(mode: 'training' | 'inference', { seed = 7, step = 0 } = {}): number[][] {
  const network = new Network(LASTING, SHAPE, {
    ...{ initializer: 'keras', draws: drawsOf(seed), purpose: 'generatorWeights' },
  });
  const images = tf.tidy(() => {
    const draws = stepDraws(javascriptDraws(seed, step));
    const made = network.forward(tf.ones([COUNT, ...SHAPE]), { mode, mask: draws.dropout() });
    return tf.reshape(made, [COUNT, SIZE]).arraySync() as number[][];
  });
  network.dispose();
  return images;
}

const [KEPT, GONE] = [Math.fround(1 / (1 - RATE)), 0];
const shareGone = (values: readonly number[]): number =>
  values.filter((value) => value === GONE).length / values.length;

describe('lasting dropout', () => {
  test.each(['training', 'inference'] as const)('takes its share of values, and scales the others, in %s', (mode) => {
    for (const values of passed(mode)) {
      expect(values.every((value) => value === GONE || Math.abs(value - KEPT) < 1e-6)).toBe(true);
      // Five deviations of a share of 500.
      expect(Math.abs(shareGone(values) - RATE)).toBeLessThan(5 * Math.sqrt((RATE * (1 - RATE)) / SIZE));
    }
  });

  test('chooses anew for every image and step in training', () => {
    const chosen = [passed('training'), passed('training', { step: 1 })].flat().map((values) => values.join());
    expect(new Set(chosen).size).toBe(2 * COUNT);
  });

  test('keeps one choice in samples, which follows the seed', () => {
    const [first, ...others] = [passed('inference'), passed('inference', { step: 1 })].flat();
    for (const other of others) expect(other).toEqual(first);
    expect(passed('inference', { seed: 8 })[0]).not.toEqual(first);
  });

  test('is dropout to the settings: they change its rate, and take it out', () => {
    expect(nodesOf(withDropout(LASTING, 0.5))).toEqual([{ type: 'lastingDropout', rate: 0.5 }]);
    expect(nodesOf(withDropout(LASTING, 0))).toEqual([]);
  });
});
