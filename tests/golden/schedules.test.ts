import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import { averageShareAt, optimizerNumbersAt, rateShareAt } from '@shared/config/schedules.ts';
import type { RunConfig, RunSettings } from '@shared/config/schema.ts';
import { openDevice } from '../../electron/engine/device/index.ts';
import { createVariable } from '../../electron/engine/network/variable.ts';
import { Adam } from '../../electron/engine/training/adam.ts';
import { onDevice } from '../../electron/engine/training/optimizer.ts';
import { distance } from './golden.ts';

/** Schedules against PyTorch: see make_schedules.py. */
interface Golden {
  length: number;
  batch: number;
  rates: Record<string, number[]>;
  adam: { before: number[]; gradients: number[][]; after: number[][] };
  average: { halfLife: number; weights: number[][]; after: number[][] };
}
const GOLDEN = JSON.parse(readFileSync(join(import.meta.dirname, 'schedules.json'), 'utf8')) as Golden;
const TOLERANCE = 1e-5;

const configOf = (settings: Partial<RunSettings>): RunConfig =>
  resolveConfig({
    preset: 'lsgan',
    dataset: 'golden',
    batch: GOLDEN.batch,
    'schedule.steps': GOLDEN.length,
    'optimizer.generator.rateEnd': 0.25,
    'optimizer.generator.stepAt': (100 * 25) / GOLDEN.length,
    ...settings,
  });

const WAYS: Record<string, Partial<RunSettings>> = {
  cosine: { 'optimizer.generator.schedule': 'cosine' },
  'a line': { 'optimizer.generator.schedule': 'linear' },
  'one step': { 'optimizer.generator.schedule': 'step' },
  'warm-up': { 'optimizer.generator.warmup': 15 },
  'warm-up and cosine': { 'optimizer.generator.schedule': 'cosine', 'optimizer.generator.warmup': 15 },
};

test.each(Object.entries(GOLDEN.rates))('a rate that follows %s has PyTorch’s shares', (name, wanted) => {
  const shares = (settings: Partial<RunSettings>): number[] =>
    wanted.map((_, step) => rateShareAt(configOf({ ...WAYS[name], ...settings }), 'generator', step));
  expect(distance(shares({}), wanted)).toBeLessThan(TOLERANCE);
  expect(distance(shares({ 'schedule.steps': GOLDEN.length + 4 }), wanted)).toBeGreaterThan(1e-3);
});

describe.each(['cpu', 'js'] as const)('on the device %s', (device) => {
  beforeAll(async () => void (await openDevice(device)));
  const ADAM = { 'optimizer.generator.beta2': 0.9, 'optimizer.generator.beta2End': 0.99, ...WAYS['cosine'] } as const;

  /** The largest share by which Adam's weights differ from PyTorch's over the run. */
  function difference(settings: Partial<RunSettings>): number {
    const { before, gradients, after } = GOLDEN.adam;
    const config = configOf({ ...ADAM, ...settings });
    const weight = createVariable('w', [before.length], () => tf.tensor1d(before));
    const adam = new Adam([weight], {
      ...{ learningRate: 0.01, decay: 0, beta1: 0, beta2: config['optimizer.generator.beta2'] },
      epsilon: { value: 1e-8, addedTo: 'corrected' },
    });
    const off = gradients.map((gradient, step) =>
      tf.tidy(() => {
        const at = optimizerNumbersAt(config, 'generator', step);
        adam.move([tf.tensor1d(gradient)], onDevice(adam.numbers(step + 1, at)));
        return distance([...weight.value.dataSync<'float32'>()], after[step] ?? []);
      }),
    );
    adam.dispose();
    weight.dispose();
    return Math.max(...off);
  }

  test('Adam with a rate and a β₂ that move goes PyTorch’s way', () => {
    expect(difference({})).toBeLessThan(TOLERANCE);
  });

  test.each<[string, Partial<RunSettings>]>([
    ['a β₂ that stays', { 'optimizer.generator.beta2End': 0 }],
    ['another β₂ at the end', { 'optimizer.generator.beta2End': 0.989 }],
    ['another rate at the end', { 'optimizer.generator.rateEnd': 0.249 }],
    ['a rate that stays', { 'optimizer.generator.schedule': 'constant' }],
  ])('%s is noticed', (_what, change) => {
    expect(difference(change)).toBeGreaterThan(TOLERANCE);
  });
});

test('the EMA follows by R3GAN’s half-life', () => {
  const { halfLife, weights, after } = GOLDEN.average;
  const off = (settings: Partial<RunSettings>): number => {
    const config = configOf({ 'ema.halfLife': halfLife, 'ema.warmup': 'cosine', ...settings });
    let kept = [0, 0, 0];
    return Math.max(
      ...weights.map((now, step) => {
        const share = averageShareAt(config, step) ?? Number.NaN;
        kept = kept.map((value, at) => value + share * ((now[at] ?? 0) - value));
        return distance(kept, after[step] ?? []);
      }),
    );
  };
  expect(off({})).toBeLessThan(TOLERANCE);
  expect(off({ 'ema.warmup': 'none' })).toBeGreaterThan(TOLERANCE);
  expect(off({ batch: GOLDEN.batch + 1 })).toBeGreaterThan(TOLERANCE);
});
