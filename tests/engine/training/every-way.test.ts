// Before TensorFlow starts: what XLA makes of a step is under test here, and not what LLVM makes of that, which takes most
// of the time.
process.env['XLA_FLAGS'] = '--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunSettings } from '@shared/config/schema.ts';
import { PRESETS, type Preset } from '@shared/presets/index.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { arraysOf, QUICK_PRESETS, trainerOf } from '../support/every-preset.ts';
import { movedApart, playerOf, type Arrays, type Standing } from '../support/moved.ts';

/* The ways of running a step against op by op. */
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
/** FastGAN's spectral norms divide by what is small at first, so that rounding has grown by the fifth step. */
const stepsOf = (preset: Preset): readonly number[] => (QUICK_PRESETS.includes(preset) ? STEPS : [1]);
/** Beside other work. */
const PATIENTLY = 60_000;
const LOSSES = ['dLoss', 'dLossReal', 'dLossFake', 'gLoss'] as const;

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
  for (const step of stepsOf(preset)) {
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

function standingAt({ standings }: Played, at: number): Standing {
  const standing = standings[at];
  if (!standing) throw new Error('It was not played so far.');
  return standing;
}

/** What is not equal, and by how much. */
const differences = (ours: Played, wanted: Played): [string, number][] =>
  STEPS.slice(0, wanted.standings.length)
    .flatMap((step, at) =>
      movedApart(wanted.start, standingAt(ours, at), standingAt(wanted, at)).map(([name, share]): [string, number] => [
        `${name} after ${step}`,
        share,
      ]),
    )
    .filter(([, share]) => !(share < TOLERANCE));

describe.each(PRESETS.map((preset) => [preset.id, preset] as const))('%s', (_id, preset) => {
  let eager: Played;
  beforeAll(async () => {
    await openDevice('cpu');
    eager = await played(preset, { execution: 'eager' });
  }, PATIENTLY);

  test.each(QUICK_PRESETS.includes(preset) ? (['graph', 'xla'] as const) : (['graph'] as const))(
    'one step and five with %s equal those op by op',
    async (execution) => {
      expect(differences(await played(preset, { execution }), eager)).toEqual([]);
    },
  );

  test('a gradient that is off by a ten-thousandth is noticed', async () => {
    for (const player of ['generator', 'discriminator'] as const) {
      const off = { [`optimizer.${player}.learningRate`]: RATE * (1 + 1e-4) };
      const found = differences(await played(preset, { execution: 'eager', ...off }), eager);
      expect(found.map(([name]) => playerOf(name))).toContain(player);
    }
  });
});
