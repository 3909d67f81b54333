import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { createVariable } from '../../../electron/engine/network/variable.ts';
import { adamNumbers, slotUnits, type AdamSettings } from '../../../electron/engine/training/adam-numbers.ts';
import { Adam } from '../../../electron/engine/training/adam.ts';

const settings: AdamSettings = {
  learningRate: 0.01,
  decay: 0,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: { value: 1e-2, addedTo: 'corrected' },
};

/** Kingma & Ba's algorithm 1 in double precision, ε added where the setting says. */
function textbook({ learningRate, beta1, beta2, epsilon }: AdamSettings, start: number, gradients: number[]): number {
  let [weight, m, v] = [start, 0, 0];
  gradients.forEach((gradient, index) => {
    const t = index + 1;
    m = beta1 * m + (1 - beta1) * gradient;
    v = beta2 * v + (1 - beta2) * gradient ** 2;
    const [mean, root] = [m / (1 - beta1 ** t), Math.sqrt(1 - beta2 ** t)];
    const size =
      epsilon.addedTo === 'corrected' ? Math.sqrt(v) / root + epsilon.value : (Math.sqrt(v) + epsilon.value) / root;
    weight -= (learningRate * mean) / size;
  });
  return weight;
}

describe.each(['cpu', 'js'] as const)('Adam on the device %s', (device) => {
  beforeAll(async () => void (await openDevice(device)));

  test.each(['corrected', 'uncorrected'] as const)('follows the textbook with ε added to the %s root', (addedTo) => {
    const own = { ...settings, epsilon: { value: 1e-2, addedTo } };
    const weight = createVariable('w', [2], () => tf.tensor([0.5, -0.25], [2]));
    const adam = new Adam([weight], own);
    const gradients = [
      [0.1, -3],
      [0.2, 1e-3],
      [-0.05, 0.4],
      [0.3, 0.2],
    ];
    for (const gradient of gradients) tf.tidy(() => adam.update([tf.tensor1d(gradient)]));
    const moved = weight.value.dataSync();
    expect(moved[0]).toBeCloseTo(
      textbook(
        own,
        0.5,
        gradients.map(([first]) => first as number),
      ),
      6,
    );
    expect(moved[1]).toBeCloseTo(
      textbook(
        own,
        -0.25,
        gradients.map(([, second]) => second as number),
      ),
      6,
    );
    expect(adam.iterations).toBe(4);
    expect(adam.slots.map(({ name }) => name)).toEqual(['w/m', 'w/v']);
    adam.dispose();
    weight.dispose();
  });

  test("stays the textbook's where float32 holds 1 − β₂ badly", () => {
    const own = { ...settings, beta2: 0.999999 };
    expect(slotUnits(own).v).toBeGreaterThan(1.01);
    const weight = createVariable('w', [1], () => tf.tensor([1], [1]));
    const adam = new Adam([weight], own);
    for (let t = 0; t < 3; t++) tf.tidy(() => adam.update([tf.tensor1d([0.7])]));
    expect(weight.value.dataSync()[0]).toBeCloseTo(textbook(own, 1, [0.7, 0.7, 0.7]), 5);
    adam.dispose();
    weight.dispose();
  });

  test('a missing gradient is an error', () => {
    const weight = createVariable('w', [1], () => tf.tensor([1], [1]));
    const adam = new Adam([weight], settings);
    expect(() => adam.update([])).toThrow(/gradient for w/);
    adam.dispose();
    weight.dispose();
  });
});

test('without bias correction left, the rate is the learning rate', () => {
  const { rate, epsilon } = adamNumbers({ ...settings, beta1: 0, beta2: 0 }, 1);
  expect(rate).toBeCloseTo(0.01, 12);
  expect(epsilon).toBeCloseTo(1e-2, 12);
});
