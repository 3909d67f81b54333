// Before TensorFlow starts: what XLA makes of a step is under test here, and not what LLVM makes of that, which takes most
// of the time.
process.env['XLA_FLAGS'] = '--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunSettings } from '@shared/config/schema.ts';
import { PRESETS, type Preset } from '@shared/presets/index.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { distance } from '../../golden/golden.ts';
import { arraysOf, trainerOf } from '../support/every-preset.ts';

/*
 * The ways of running a step against op by op, with plain gradient descent: what moves a weight is its gradient and nothing
 * else, so that every gradient is compared, and small ones are not hidden behind large weights.
 */
const TOLERANCE = 1e-5;
/** Small enough that five steps do not blow up what rounding left. */
const RATE = 0.01;
const DESCENT: Partial<RunSettings> = {
  'optimizer.generator.kind': 'sgd',
  'optimizer.discriminator.kind': 'sgd',
  'optimizer.generator.learningRate': RATE,
  'optimizer.discriminator.learningRate': RATE,
  // No short batch at the end of an epoch: XLA would compile that anew.
  batch: 10,
};
/** Of a critic in a step: each adds as much to what XLA compiles. */
const MOST_UPDATES = 2;
const STEPS = [1, 5];
/** Beside other work. */
const PATIENTLY = 60_000;
const LOSSES = ['dLoss', 'dLossReal', 'dLossFake', 'gLoss'] as const;

type Arrays = ReadonlyMap<string, Float32Array>;

interface Standing {
  losses: number[];
  arrays: Arrays;
}

interface Played {
  start: Arrays;
  /** After the first step and after the fifth. */
  standings: Standing[];
}

async function played(preset: Preset, settings: Partial<RunSettings>): Promise<Played> {
  const updates = Math.min(MOST_UPDATES, preset.defaults['steps.discriminator'] ?? 1);
  const trainer = trainerOf(preset, { ...DESCENT, 'steps.discriminator': updates, ...settings });
  const start = arraysOf(await trainer.save());
  const standings: Standing[] = [];
  for (const step of STEPS) {
    while (trainer.step < step) trainer.trainStep();
    const row = (await trainer.readMetrics()).at(-1);
    standings.push({
      losses: LOSSES.map((name) => row?.[name] ?? Number.NaN),
      arrays: arraysOf(await trainer.save()),
    });
  }
  trainer.dispose();
  return { start, standings };
}

const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const playerOf = (name: string): string => name.split('/', 1)[0] ?? '';
const isAverage = (name: string): boolean => /moving(Mean|Variance)$/.test(name);

/** In the gradient of a bias much cancels out, before a batch norm all: what is left may be the rounding of the others. */
const leastShare = (name: string): number => (name.endsWith('/bias') ? 1 : 1e-2);

/**
 * How far arrays have moved apart: as a share of how far this one moved, or of a share of how far the network's
 * furthest did; beyond the rounding of the weights themselves.
 */
function apart(ours: Played, wanted: Played, at: number): [string, number][] {
  const [own, right] = [ours.standings[at], wanted.standings[at]];
  if (!own || !right) throw new Error('One of them was not played so far.');
  const moved = (name: string): Float32Array =>
    (right.arrays.get(name) ?? new Float32Array()).map(
      (value, index) => value - (wanted.start.get(name)?.[index] ?? 0),
    );
  const furthest: Record<string, number> = {};
  for (const name of right.arrays.keys())
    if (!isAverage(name)) furthest[playerOf(name)] = Math.max(furthest[playerOf(name)] ?? 0, largest(moved(name)));
  const arrays = [...right.arrays].map(([name, values]): [string, number] => {
    const mine = own.arrays.get(name) ?? [];
    const beyond = values.map((value, index) => {
      const start = wanted.start.get(name)?.[index] ?? Number.NaN;
      const rounding = 2 ** -23 * (Math.abs(start) + Math.abs(value));
      return Math.max(0, Math.abs((mine[index] ?? Number.NaN) - value) - rounding);
    });
    const least = isAverage(name) ? 0 : leastShare(name) * (furthest[playerOf(name)] ?? 0);
    const scale = Math.max(largest(moved(name)), least);
    return [name, beyond.some(Number.isNaN) ? Number.NaN : largest(beyond) / scale];
  });
  // Losses of critics are differences of larger numbers.
  return [...arrays, ['losses', distance(own.losses, right.losses, 1)]];
}

/** What is not equal, and by how much. */
const differences = (ours: Played, wanted: Played): [string, number][] =>
  STEPS.flatMap((step, at) =>
    apart(ours, wanted, at).map(([name, share]): [string, number] => [`${name} after ${step}`, share]),
  ).filter(([, share]) => !(share < TOLERANCE));

describe.each(PRESETS.map((preset) => [preset.id, preset] as const))('%s', (_id, preset) => {
  let eager: Played;
  beforeAll(async () => {
    await openDevice('cpu');
    eager = await played(preset, { execution: 'eager' });
  }, PATIENTLY);

  test.each(['graph', 'xla'] as const)('one step and five with %s equal those op by op', async (execution) => {
    expect(differences(await played(preset, { execution }), eager)).toEqual([]);
  });

  test('a gradient that is off by a ten-thousandth is noticed', async () => {
    for (const player of ['generator', 'discriminator'] as const) {
      const off = { [`optimizer.${player}.learningRate`]: RATE * (1 + 1e-4) };
      const found = differences(await played(preset, { execution: 'eager', ...off }), eager);
      expect(found.map(([name]) => playerOf(name))).toContain(player);
    }
  });
});
