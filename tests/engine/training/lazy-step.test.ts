import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { RunSettings } from '@shared/config/schema.ts';
import type { TrainingState } from '@shared/training-state.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { CallSizes, fewestCalls } from '../../../electron/engine/training/step/call-sizes.ts';
import { cycleOf } from '../../../electron/engine/training/step/due.ts';
import { StepForms } from '../../../electron/engine/training/step/form.ts';

import type { Trainer } from '../../../electron/engine/training/trainer.ts';
import { arraysOf, trainerOf } from '../support/every-preset.ts';
import { movedApart } from '../support/moved.ts';
import { preset, tinyOptions } from '../support/tiny.ts';

/** Plain descent: weights then move by the gradients as they are. Three steps an epoch, the last of them short. */
const DESCENT: Partial<RunSettings> = {
  'optimizer.generator.kind': 'sgd',
  'optimizer.discriminator.kind': 'sgd',
  'optimizer.generator.learningRate': 0.01,
  'optimizer.discriminator.learningRate': 0.01,
};
const TOLERANCE = 2e-5;
const STEPS = 7;
/** Where a run is stopped: after a step of each kind, and at the end. */
const STOPS = [1, 2, 4, STEPS];

/** What does not run in every step, in games whose networks move in turn and at once. */
const LAZY: readonly [string, string, Partial<RunSettings>][] = [
  ['a penalty', 'r1', { 'penalty.every': 2 }],
  [
    'two penalties',
    'fashion-gan-torch',
    { 'penalty.kind': 'r1-r2', 'penalty.every': 3, 'ema.decay': 0.5, 'ema.batchNorm': 'copied' },
  ],
  ['two penalties, real and fake apart', 'keras-gan', { 'penalty.kind': 'r1-r2', 'penalty.every': 2 }],
  ['a penalty and G', 'wgan-gp', { 'penalty.every': 2, 'steps.generatorEvery': 3, 'steps.discriminator': 1 }],
  ['D, where both move at once', 'fashion-gan-tf', { 'steps.discriminatorEvery': 3 }],
  ['G, where both move at once', 'fashion-gan-tf', { 'steps.generatorEvery': 2, 'steps.discriminator': 2 }],
];

const make = (id: string, settings: Partial<RunSettings>): Trainer => trainerOf(preset(id), settings);

async function standing(trainer: Trainer): Promise<{ rows: object[]; state: TrainingState }> {
  const rows = (await trainer.readMetrics()).map((row) => ({ ...row, elapsed: 0, imagesPerSecond: 0 }));
  return { rows, state: { ...(await trainer.save()), elapsed: 0 } };
}

async function played(trainer: Trainer, until: number): Promise<{ rows: object[]; state: TrainingState }> {
  while (trainer.step < until) trainer.trainStep();
  return standing(trainer);
}

describe.each(LAZY)('%s in one step of several (%s)', (_what, id, settings) => {
  beforeAll(async () => void (await openDevice('cpu')));

  test('is the same as a graph as op by op', async () => {
    const [graph, eager] = (['graph', 'eager'] as const).map((execution) =>
      make(id, { ...DESCENT, ...settings, execution }),
    ) as [Trainer, Trainer];
    const start = arraysOf(await eager.save());
    const [ours, wanted] = [await played(graph, STEPS), await played(eager, STEPS)];
    const [left, right] = [ours, wanted].map(({ state }) => ({ losses: [], arrays: arraysOf(state) }));
    expect(movedApart(start, left!, right!).filter(([, share]) => !(share < TOLERANCE))).toEqual([]);
    for (const player of ['generator', 'discriminator'] as const)
      expect(ours.state.optimizers[player].iterations).toBe(wanted.state.optimizers[player].iterations);
    ours.rows.forEach((row, at) =>
      expect(Object.entries(row).map(([name, value]) => [name, Number.isNaN(value)])).toEqual(
        Object.entries(wanted.rows[at] ?? {}).map(([name, value]) => [name, Number.isNaN(value)]),
      ),
    );
    graph.dispose();
    eager.dispose();
  });

  test.each(['graph', 'eager'] as const)('goes on from any step as if it had not stopped: %s', async (execution) => {
    const [whole, resumed] = [make(id, { ...settings, execution }), make(id, { ...settings, execution })];
    const stops: Awaited<ReturnType<typeof played>>[] = [];
    for (const step of STOPS) stops.push(await played(whole, step));
    const last = stops.at(-1)!;
    for (const [at, { state }] of stops.slice(0, -1).entries()) {
      resumed.restore(state);
      const rest = await played(resumed, STEPS);
      expect(rest.state).toEqual(last.state);
      expect(rest.rows).toEqual(stops.slice(at + 1).flatMap(({ rows }) => rows));
    }
    whole.dispose();
    resumed.dispose();
  });
});

describe('what runs in one step of several', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  const rowsOf = async (id: string, settings: Partial<RunSettings>): Promise<Record<string, number>[]> => {
    const trainer = make(id, { ...settings, execution: 'graph' });
    const { rows } = await played(trainer, 4);
    trainer.dispose();
    return rows as Record<string, number>[];
  };
  const there = (rows: Record<string, number>[], name: string): boolean[] =>
    rows.map((row) => Number.isFinite(row[name]));

  test('has numbers in its steps, the first among them, and none in the others', async () => {
    const penalized = await rowsOf('r1', { 'penalty.every': 3 });
    expect(there(penalized, 'dPenalty')).toEqual([true, false, false, true]);
    expect(there(penalized, 'dLoss')).toEqual([true, true, true, true]);
    const slowD = await rowsOf('r1', { 'steps.discriminatorEvery': 2 });
    expect(there(slowD, 'dLoss')).toEqual([true, false, true, false]);
    expect(there(slowD, 'gLoss')).toEqual([true, true, true, true]);
    const slowG = await rowsOf('r1', { 'steps.generatorEvery': 2 });
    expect(there(slowG, 'gLoss')).toEqual([true, false, true, false]);
  });

  test('leaves weights as they are in the others', async () => {
    const trainer = make('r1', { 'steps.generatorEvery': 2, execution: 'eager' });
    const [{ state: after }, { state: later }] = [await played(trainer, 1), await played(trainer, 2)];
    trainer.dispose();
    // D's update has G make fakes, which moves the averages of G's batch norm.
    const weights = ({ generator }: TrainingState) => generator.filter(({ name }) => !name.includes('moving'));
    expect(weights(later)).toEqual(weights(after));
    expect(later.average).toEqual(after.average);
    expect(later.discriminator).not.toEqual(after.discriminator);
  });

  test('many steps in one call are the same steps, bit for bit', async () => {
    const settings = { 'penalty.every': 4, batch: 2, execution: 'graph' } as const;
    const [many, single] = [make('r1', settings), make('r1', settings)];
    const sizes = new Set<number>();
    // How fast this machine is decides how many steps a call makes, and must decide nothing else.
    vi.spyOn(CallSizes.prototype, 'better').mockReturnValueOnce(1).mockReturnValueOnce(8).mockReturnValue(1);
    while (many.step < 16) {
      const before = many.step;
      many.trainSteps(16 - many.step);
      sizes.add(many.step - before);
    }
    vi.restoreAllMocks();
    expect([...sizes].sort()).toEqual([1, 3]);
    expect(await standing(many)).toEqual(await played(single, 16));
    many.dispose();
    single.dispose();
  });
});

describe('the forms of steps', () => {
  const formsOf = (settings: Partial<RunSettings>, sizes: readonly number[]): StepForms =>
    new StepForms(
      { stepsPerEpoch: sizes.length, sizeAt: (step) => sizes[step % sizes.length] ?? 0 },
      tinyOptions('keras-gan', settings).config,
    );
  const r1 = { 'penalty.kind': 'r1' } as const;

  test('are one for each size of a batch where all runs in every step', () => {
    expect(
      formsOf(r1, [8, 8, 6])
        .all()
        .map(({ key }) => key),
    ).toEqual(['8', '6']);
    expect(formsOf({}, [8]).longest()).toMatchObject({ form: { key: '8' }, steps: Number.POSITIVE_INFINITY });
  });

  test('differ by what is due, and every step has one of them', () => {
    const forms = formsOf({ ...r1, 'penalty.every': 4, 'steps.generatorEvery': 6 }, [8, 8, 8, 8, 5]);
    const keys = forms.all().map(({ key }) => key);
    expect(keys).toEqual(['8 4 6', '8', '8 4', '8 6', '5 4 6', '5', '5 4', '5 6']);
    for (let step = 0; step < 60; step++) expect(keys).toContain(forms.at(step).key);
    expect(forms.longest()).toMatchObject({ form: { key: '8' }, steps: 3 });
  });

  test('repeat after the least common multiple of their periods', () => {
    expect([cycleOf([]), cycleOf([4]), cycleOf([4, 6]), cycleOf([2, 3, 5])]).toEqual([1, 4, 12, 30]);
  });

  test('are made in the fewest calls', () => {
    expect(fewestCalls(Number.POSITIVE_INFINITY, 16)).toBe(16);
    expect([1, 3, 7, 15].map((alike) => fewestCalls(alike, 16))).toEqual([1, 3, 7, 15]);
    expect([1, 3, 7, 15].map((alike) => fewestCalls(alike, 8))).toEqual([1, 3, 7, 7]);
    expect(fewestCalls(15, 4)).toBe(3);
  });
});
