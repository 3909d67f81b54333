import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { instanceNoise } from '@shared/config/noise.ts';
import { resolveConfig } from '@shared/config/resolve.ts';
import type { RunSettings } from '@shared/config/schema.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { createVariable } from '../../../electron/engine/network/variable.ts';
import { javascriptDraws, stepDraws } from '../../../electron/engine/random/step-draws.ts';
import { GradientDescent } from '../../../electron/engine/training/gradient-descent.ts';
import { decayedRate } from '../../../electron/engine/training/optimizer.ts';
import { RmsProp } from '../../../electron/engine/training/rms-prop.ts';
import { drawTargets } from '../../../electron/engine/training/loss/targets.ts';
import { tinyTrainer } from '../support/tiny.ts';

/** As a stored run may have it, ranges turned round included. */
const configOf = (settings: Partial<RunSettings>) => ({
  ...resolveConfig({ preset: 'lsgan', dataset: 'd' }),
  ...settings,
});

describe('instance noise', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  const noise = (decay: RunSettings['noise.decay'], step: number): number =>
    instanceNoise({ 'noise.start': 0.4, 'noise.decay': decay, 'noise.epochs': 10 }, step, 100);

  test.each([
    ['none', [0.4, 0.4, 0.4, 0.4]],
    ['linear', [0.4, 0.2, 0.002 * 0.2, 0]],
    ['exponential', [0.4, 0.04, 0.4 * 0.01 ** 0.999, 0]],
    ['epochs', [0.4, 0.2, 0.04, 0]],
  ] as const)('%s', (decay, wanted) => {
    [0, 500, 999, 1000].forEach((step, index) => expect(noise(decay, step)).toBeCloseTo(wanted[index]!, 2));
    expect(noise(decay, 1_000_000)).toBe(wanted[3]);
  });

  test('is on the images D sees, and in the metrics', async () => {
    const trainer = tinyTrainer('fashion-gan-torch', { 'noise.start': 0.5, 'noise.epochs': 1, seed: 3 });
    const plain = tinyTrainer('fashion-gan-torch', { seed: 3 });
    for (const one of [trainer, plain]) for (let step = 0; step < 4; step++) one.trainStep();
    const [noisy, quiet] = [await trainer.readMetrics(), await plain.readMetrics()];
    expect(noisy.map((row) => row.instanceNoise)).toEqual(
      [0.5, 0.5 * (2 / 3), 0.5 / 3, 0].map((value) => expect.closeTo(value, 6)),
    );
    expect(quiet[0]?.instanceNoise).toBeNaN();
    expect(noisy[0]?.dLossReal).not.toBe(quiet[0]?.dLossReal);
    trainer.dispose();
    plain.dispose();
  });
});

describe('targets', () => {
  beforeAll(async () => void (await openDevice('cpu')));
  const drawn = (settings: Partial<RunSettings>, counts = { real: 400, fake: 400 }): Float32Array | undefined =>
    tf.tidy(() => drawTargets(configOf(settings), stepDraws(javascriptDraws(1, 2)), counts)?.dataSync<'float32'>());
  const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  test('are 1 and 0, and nothing is drawn, unless asked otherwise', () => {
    expect(drawn({})).toBeUndefined();
  });

  test('one-sided smoothing tells D that real is 0.9 and fake 0', () => {
    const targets = drawn({ 'labels.real.low': 0.9, 'labels.real.high': 0.9 })!;
    expect(new Set(targets.subarray(0, 400))).toEqual(new Set([Math.fround(0.9)]));
    expect(new Set(targets.subarray(400))).toEqual(new Set([0]));
  });

  test('ranges are drawn from, whichever end is given first', () => {
    const targets = drawn({ 'labels.real.low': 1.2, 'labels.real.high': 0.7, 'labels.fake.high': 0.3 })!;
    const [real, fake] = [targets.subarray(0, 400), targets.subarray(400)];
    expect(Math.min(...real)).toBeGreaterThanOrEqual(0.7 - 1e-6);
    expect(Math.max(...real)).toBeLessThan(1.2 + 1e-6);
    expect(mean(real)).toBeCloseTo(0.95, 1);
    expect(mean(fake)).toBeCloseTo(0.15, 1);
  });

  test('a share of labels is flipped', () => {
    const targets = drawn({ 'labels.flip': 0.25 })!;
    expect(mean(targets.subarray(0, 400))).toBeCloseTo(0.75, 1);
    expect(mean(targets.subarray(400))).toBeCloseTo(0.25, 1);
    expect(new Set(targets)).toEqual(new Set([0, 1]));
  });

  test('an update on one kind alone has that kind alone', () => {
    expect(drawn({ 'labels.flip': 0.5 }, { real: 0, fake: 6 })).toHaveLength(6);
  });
});

describe.each(['cpu', 'js'] as const)('optimisers on %s', (device) => {
  beforeAll(async () => void (await openDevice(device)));
  const weights = [0.5, -1, 2];
  const gradients = [
    [0.1, -0.2, 0],
    [0.3, 0.1, -1],
    [-0.2, 0, 0.5],
  ];

  const after = (make: (weight: ReturnType<typeof createVariable>) => RmsProp | GradientDescent): number[] => {
    const weight = createVariable('w', [3], () => tf.tensor(weights, [3]));
    const optimizer = make(weight);
    for (const gradient of gradients) tf.tidy(() => optimizer.update([tf.tensor1d(gradient)]));
    const values = [...weight.value.dataSync()];
    expect(optimizer.iterations).toBe(3);
    optimizer.dispose();
    weight.dispose();
    return values;
  };

  test('RMSprop with time decay, as Keras writes it', () => {
    const settings = { learningRate: 0.01, decay: 0.5, rho: 0.8 };
    const wanted = weights.map((start, place) => {
      let [w, v] = [start, 0];
      gradients.forEach((gradient, index) => {
        const g = gradient[place]!;
        v = 0.8 * v + 0.2 * g * g;
        w -= ((0.01 / (1 + 0.5 * index)) * g) / Math.sqrt(v + 1e-7);
      });
      return w;
    });
    after((weight) => new RmsProp([weight], settings)).forEach((value, place) =>
      expect(value).toBeCloseTo(wanted[place]!, 6),
    );
  });

  test('gradient descent with time decay', () => {
    const wanted = weights.map((start, place) =>
      gradients.reduce((w, gradient, index) => w - (0.1 / (1 + index)) * gradient[place]!, start),
    );
    after((weight) => new GradientDescent([weight], { learningRate: 0.1, decay: 1 })).forEach((value, place) =>
      expect(value).toBeCloseTo(wanted[place]!, 6),
    );
  });

  test('the decayed rate starts at the rate', () => {
    expect([1, 2, 11].map((t) => decayedRate({ learningRate: 1, decay: 0.1 }, t))).toEqual([1, 1 / 1.1, 0.5]);
  });
});

describe("the average of G's weights", () => {
  beforeAll(async () => void (await openDevice('cpu')));

  test('follows them, takes over running averages, and has samples of its own', async () => {
    const trainer = tinyTrainer('fashion-gan-torch', { 'ema.decay': 0.75, 'ema.batchNorm': 'copied' });
    const before = await trainer.save();
    trainer.trainStep();
    const after = await trainer.save();
    for (const [index, { name, data }] of after.average!.entries()) {
      const [old, now] = [before.average![index]!.data, after.generator[index]!.data];
      data.forEach((value, place) =>
        expect(value).toBeCloseTo(name.includes('moving') ? now[place]! : 0.75 * old[place]! + 0.25 * now[place]!, 6),
      );
    }
    const drawn = await trainer.drawSamples();
    expect(drawn.average).not.toEqual(drawn.generator);
    trainer.dispose();
  });
});
