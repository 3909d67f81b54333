import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { RunSettings } from '@shared/config/schema.ts';
import type { MetricRow } from '@shared/run.ts';
import type { TrainingState } from '@shared/training-state.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { slotReader } from '../../../electron/engine/inside/slots.ts';
import { CallSizes } from '../../../electron/engine/training/step/call-sizes.ts';
import type { Trainer } from '../../../electron/engine/training/trainer.ts';
import { arraysOf, trainerOf } from '../support/every-preset.ts';
import { movedApart } from '../support/moved.ts';
import { preset } from '../support/tiny.ts';

const LENGTH = 8;
const STEPS = 6;
/** Everything that can follow a schedule, in plain descent: weights then move by the gradients as they are. */
const DESCENT: Partial<RunSettings> = {
  'schedule.steps': LENGTH,
  'optimizer.generator.kind': 'sgd',
  'optimizer.discriminator.kind': 'sgd',
  'optimizer.generator.learningRate': 0.01,
  'optimizer.discriminator.learningRate': 0.01,
  'optimizer.generator.schedule': 'cosine',
  'optimizer.discriminator.schedule': 'step',
  'optimizer.discriminator.stepAt': 40,
  'optimizer.discriminator.warmup': 20,
  'penalty.kind': 'r1',
  'penalty.weight': 1,
  'penalty.weightEnd': 0.1,
  'ema.halfLife': 40,
  'ema.warmup': 'seen',
  // Several updates a step share its numbers.
  'steps.generator': 2,
};
const ADAM: Partial<RunSettings> = {
  ...DESCENT,
  'optimizer.generator.kind': 'adam',
  'optimizer.discriminator.kind': 'adam',
  'optimizer.generator.beta2': 0.9,
  'optimizer.generator.beta2End': 0.99,
  'optimizer.discriminator.beta2End': 0.9,
};
const RMSPROP: Partial<RunSettings> = { ...DESCENT, 'optimizer.generator.kind': 'rmsprop' };

/** A rate that depends on how many updates were made. */
const DECAY = { 'optimizer.generator.decay': 0.01 } as const;
const ratesIn = (rows: readonly MetricRow[]): [number, number][] =>
  rows.map(({ gLearningRate, dLearningRate }) => [gLearningRate, dLearningRate]);

const make = (settings: Partial<RunSettings>): Trainer => trainerOf(preset('gans-mlp'), settings);

async function played(trainer: Trainer, until = STEPS): Promise<TrainingState> {
  while (trainer.step < until) trainer.trainStep();
  await trainer.readMetrics();
  return { ...(await trainer.save()), elapsed: 0 };
}

async function endOf(settings: Partial<RunSettings>): Promise<TrainingState> {
  const trainer = make(settings);
  const state = await played(trainer);
  trainer.dispose();
  return state;
}

describe('steps whose numbers follow schedules', () => {
  beforeAll(async () => void (await openDevice('cpu')));
  let plain: TrainingState | undefined;

  test.each([
    ['plain descent', DESCENT, 2e-5],
    // Adam makes large of what rounding left of small gradients.
    ['Adam', ADAM, 2e-3],
  ] as const)('are the same op by op and as a graph: %s', async (_what, settings, tolerance) => {
    const start = make({ ...settings, execution: 'eager' });
    const before = arraysOf(await start.save());
    start.dispose();
    const ours = await endOf({ ...settings, execution: 'graph' });
    const wanted = await endOf({ ...settings, execution: 'eager' });
    const [left, right] = [ours, wanted].map((state) => ({ losses: [], arrays: arraysOf(state) }));
    expect(movedApart(before, left!, right!).filter(([, share]) => !(share < tolerance))).toEqual([]);
  });

  test.each([
    ['rate of G at the end', { 'optimizer.generator.rateEnd': 0.101 }, 'generator'],
    ['time of D’s fall', { 'optimizer.discriminator.stepAt': 60 }, 'discriminator'],
    ['warm-up of D', { 'optimizer.discriminator.warmup': 0 }, 'discriminator'],
    ['weight of the penalty at the end', { 'penalty.weightEnd': 0.11 }, 'discriminator'],
    ['warm-up of the EMA', { 'ema.warmup': 'cosine' }, 'average'],
    ['half-life', { 'ema.halfLife': 41, 'ema.warmup': 'none' }, 'average'],
    ['length', { 'schedule.steps': LENGTH + 1 }, 'generator'],
  ] as const)('notice another %s', async (_what, change, player) => {
    plain ??= await endOf({ ...DESCENT, execution: 'eager' });
    const other = await endOf({ ...DESCENT, ...change, execution: 'eager' });
    expect(other[player]).not.toEqual(plain[player]);
  });

  test.each([
    ['graph', ADAM],
    ['eager', ADAM],
    ['graph', RMSPROP],
  ] as const)('go on from any step as if they had not stopped: %s, %#', async (execution, settings) => {
    const straight = await endOf({ ...settings, execution });
    const first = make({ ...settings, execution });
    const halfway = await played(first, 2);
    first.dispose();
    // What the run's length has become meanwhile does not matter.
    const second = make({ ...settings, execution, epochs: 500 });
    second.restore(halfway);
    expect(await played(second)).toEqual(straight);
    second.dispose();
  });

  test('are the same, several in one call', async () => {
    const settings = { ...ADAM, execution: 'graph', batch: 10 } as const;
    const one = make({ ...settings, ...DECAY });
    while (one.step < STEPS) one.trainStep();
    const rates = ratesIn(await one.readMetrics());
    expect(new Set(rates.map(([ofG]) => ofG)).size).toBe(STEPS);
    const single = { ...(await one.save()), elapsed: 0 };
    one.dispose();
    const sizes = vi.spyOn(CallSizes.prototype, 'better').mockReturnValue(3);
    try {
      const many = make({ ...settings, ...DECAY });
      many.trainSteps(STEPS);
      expect(many.step).toBeGreaterThan(1);
      while (many.step < STEPS) many.trainSteps(STEPS - many.step);
      expect(ratesIn(await many.readMetrics())).toEqual(rates);
      expect({ ...(await many.save()), elapsed: 0 }).toEqual(single);
      many.dispose();
    } finally {
      sizes.mockRestore();
    }
  });

  test('are told from a checkpoint: the last update, by its step’s numbers', async () => {
    const settings = { ...ADAM, 'steps.discriminatorEvery': 2, execution: 'eager' } as const;
    const trainer = make(settings);
    const before = await played(trainer, 4);
    // D moves in the fifth step, and rests in the sixth.
    const after = await played(trainer, 6);
    const { config, recipe } = trainer.duel.options;
    trainer.dispose();
    const told = slotReader(after.optimizers.discriminator, 'discriminator', config, recipe.adamEpsilon, after.step);
    for (const [at, { name, data }] of after.discriminator.entries()) {
      const was = before.discriminator[at]?.data ?? [];
      const moved = data.reduce((sum, value, place) => sum + (value - (was[place] ?? 0)) ** 2, 0);
      expect((told(name).update ?? Number.NaN) / moved).toBeCloseTo(1, 3);
    }
  });

  test.each(['eager', 'graph'] as const)('log the rates that weights are moved by: %s', async (execution) => {
    const trainer = make({
      ...DESCENT,
      'steps.generator': 1,
      'optimizer.generator.learningRate': 0.1,
      // Counted in updates, and D makes one in every second step.
      'optimizer.discriminator.decay': 0.5,
      'steps.discriminatorEvery': 2,
      'gradients.norms': 'on',
      'gradients.every': 1,
      execution,
    });
    const weights = async () => {
      const { generator, discriminator } = await trainer.save();
      return { generator, discriminator };
    };
    for (let before = await weights(); trainer.step < STEPS; before = await weights()) {
      trainer.trainStep();
      const [row] = await trainer.readMetrics();
      const after = await weights();
      for (const [player, rate, norm] of [
        ['generator', row?.gLearningRate, row?.gGradientNorm],
        ['discriminator', row?.dLearningRate, row?.dGradientNorm],
      ] as const) {
        const squares = after[player].map(({ data }, at) =>
          data.reduce((sum, value, place) => sum + (value - (before[player][at]?.data[place] ?? 0)) ** 2, 0),
        );
        const moved = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
        expect(rate).toBeGreaterThan(0);
        // Where D rests it has no gradient.
        if (moved > 0) expect(((rate ?? 0) * (norm ?? 0)) / moved).toBeCloseTo(1, 3);
        else expect([player, norm]).toEqual(['discriminator', Number.NaN]);
      }
    }
    trainer.dispose();
  });

  test('log no rate where none follows a schedule, and both where one does', async () => {
    const ratesOf = async (settings: Partial<RunSettings>): Promise<boolean[]> => {
      const trainer = make({ 'optimizer.generator.decay': 0.5, ...settings });
      trainer.trainStep();
      const [row] = await trainer.readMetrics();
      trainer.dispose();
      return [row?.gLearningRate, row?.dLearningRate].map(Number.isFinite);
    };
    expect(await ratesOf({})).toEqual([false, false]);
    expect(await ratesOf({ 'optimizer.discriminator.warmup': 10, 'schedule.steps': LENGTH })).toEqual([true, true]);
  });

  test('log the penalty with the weight it has', async () => {
    const trainer = make({ ...DESCENT, 'penalty.weightEnd': 0, 'schedule.steps': 2 });
    while (trainer.step < 4) trainer.trainStep();
    const penalties = (await trainer.readMetrics()).map(({ dPenalty }) => dPenalty);
    trainer.dispose();
    expect(penalties.map((value) => value > 0)).toEqual([true, true, false, false]);
  });
});
