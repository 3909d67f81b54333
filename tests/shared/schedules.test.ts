import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { branchConfig } from '@shared/config/branch.ts';
import { resolveConfig } from '@shared/config/resolve.ts';
import {
  averageShareAt,
  followsSchedules,
  halfLifeAt,
  keepsAverage,
  optimizerNumbersAt,
  penaltyShareAt,
  rateShareAt,
  withScheduleLength,
} from '@shared/config/schedules.ts';
import type { RunConfig, RunSettings } from '@shared/config/schema.ts';
import { PRESETS } from '@shared/presets/index.ts';

const configOf = (settings: Partial<RunSettings> = {}): RunConfig =>
  resolveConfig({ preset: 'r1', dataset: 'd', 'schedule.steps': 100, ...settings });
const PLAYERS = ['generator', 'discriminator'] as const;

describe('the length of schedules', () => {
  const follows = configOf({ 'schedule.steps': 0, 'optimizer.generator.schedule': 'cosine' });

  test('is that of the run when it is made, where something follows one and nobody says', () => {
    expect(withScheduleLength({ config: follows, totalSteps: 70 }).config['schedule.steps']).toBe(70);
    const set = { ...follows, 'schedule.steps': 30 };
    expect(withScheduleLength({ config: set, totalSteps: 70 }).config['schedule.steps']).toBe(30);
    // A branch whose parent had one begins anew, unless it is told to go on.
    expect(branchConfig(set, {})['schedule.steps']).toBe(0);
    expect(branchConfig(set, { 'schedule.steps': 40 })['schedule.steps']).toBe(40);
    const still = configOf({ 'schedule.steps': 0 });
    expect(withScheduleLength({ config: still, totalSteps: 70 }).config).toBe(still);
  });

  test('is all that they ask of the run: past it, each stands at its end', () => {
    const config = configOf({
      'optimizer.generator.schedule': 'cosine',
      'optimizer.generator.rateEnd': 0.3,
      'optimizer.generator.beta2End': 0.5,
      'penalty.weightEnd': 0.2,
      'ema.halfLife': 1000,
      'ema.warmup': 'cosine',
    });
    for (const step of [100, 101, 5000]) {
      expect(optimizerNumbersAt(config, 'generator', step)).toEqual({ rate: 0.3, beta2: 0.5 });
      expect(penaltyShareAt(config, step)).toBeCloseTo(0.2, 12);
      expect(halfLifeAt(config, step)).toBe(1000);
      expect(averageShareAt({ ...config, epochs: 7, steps: 3 }, step)).toBe(averageShareAt(config, step));
    }
  });
});

test('no old setting follows one, so no number of an old run is asked for', () => {
  const follows = (key: string): boolean => key.endsWith('End') || key === 'ema.halfLife';
  for (const { id } of PRESETS.filter(({ defaults }) => !Object.keys(defaults).some(follows))) {
    const config = resolveConfig({ preset: id, dataset: 'd' });
    expect(followsSchedules(config)).toBe(false);
    for (const player of PLAYERS) expect(optimizerNumbersAt(config, player, 10)).toBeNull();
    expect([penaltyShareAt(config, 10), averageShareAt(config, 10)]).toEqual([null, null]);
  }
  // β₂ is Adam's alone.
  const rms = configOf({ 'optimizer.generator.kind': 'rmsprop', 'optimizer.generator.beta2End': 0.5 });
  expect(optimizerNumbersAt(rms, 'generator', 10)).toBeNull();
});

test('shares stay between start and end, and a rate never stands still at the start', () => {
  const schedules = fc.record({
    'schedule.steps': fc.integer({ min: 0, max: 300 }),
    'optimizer.discriminator.schedule': fc.constantFrom(...(['constant', 'cosine', 'linear', 'step'] as const)),
    'optimizer.discriminator.rateEnd': fc.double({ min: 0, max: 1, noNaN: true }),
    'optimizer.discriminator.stepAt': fc.double({ min: 0, max: 100, noNaN: true }),
    'optimizer.discriminator.warmup': fc.double({ min: 0, max: 100, noNaN: true }),
    'ema.halfLife': fc.integer({ min: 1, max: 100_000 }),
    'ema.warmup': fc.constantFrom('none' as const, 'seen' as const, 'cosine' as const),
  });
  fc.assert(
    fc.property(schedules, fc.nat({ max: 400 }), (settings, step) => {
      const config = configOf(settings);
      const share = rateShareAt(config, 'discriminator', step);
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
      if (step === 0 && config['optimizer.discriminator.schedule'] !== 'step') expect(share).toBeGreaterThan(0);
      const follow = averageShareAt(config, step) ?? Number.NaN;
      expect(follow).toBeGreaterThan(0);
      expect(follow).toBeLessThanOrEqual(1);
    }),
  );
});

test('an EMA is kept by either of its settings; at first it is G', () => {
  expect(keepsAverage(configOf({ 'ema.decay': 0 }))).toBe(false);
  expect(keepsAverage(configOf({ 'ema.decay': 0.9 }))).toBe(true);
  const config = configOf({ 'ema.decay': 0, 'ema.halfLife': 640, batch: 64, 'ema.warmup': 'seen' });
  expect(keepsAverage(config)).toBe(true);
  expect(averageShareAt(config, 0)).toBe(1);
  // After 20 times its half-life the twentieth is all of it: half of ten batches.
  expect(averageShareAt(config, 1000)).toBeCloseTo(1 - 0.5 ** 0.1, 12);
  // Where G rests, more images pass between two of its moves.
  expect(averageShareAt({ ...config, 'steps.generatorEvery': 10 }, 1000)).toBeCloseTo(0.5, 12);
});
