import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { RunSettings } from '@shared/config/schema.ts';
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
    const single = await endOf(settings);
    const sizes = vi.spyOn(CallSizes.prototype, 'better').mockReturnValue(3);
    try {
      const many = make(settings);
      many.trainSteps(STEPS);
      expect(many.step).toBeGreaterThan(1);
      while (many.step < STEPS) many.trainSteps(STEPS - many.step);
      await many.readMetrics();
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

  test('log the penalty with the weight it has', async () => {
    const trainer = make({ ...DESCENT, 'penalty.weightEnd': 0, 'schedule.steps': 2 });
    while (trainer.step < 4) trainer.trainStep();
    const penalties = (await trainer.readMetrics()).map(({ dPenalty }) => dPenalty);
    trainer.dispose();
    expect(penalties.map((value) => value > 0)).toEqual([true, true, false, false]);
  });
});
