import '../support/quick-xla.ts';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunSettings } from '@shared/config/schema.ts';
import { PRESETS, type Preset } from '@shared/presets/index.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { visionFiles } from '../../../electron/engine/host/vision/locate.ts';
import { readSafetensors } from '../../../electron/store/safetensors.ts';
import { arraysOf, trainerOf } from '../support/every-preset.ts';
import { movedApart, playerOf, type Arrays, type Standing } from '../support/moved.ts';

/* The ways of running a step against op by op. */
const TOLERANCE = 1e-5;
/** A power iteration between singular values that are nearly alike makes large what rounding left; what it finds is not trained. */
const toleranceOf = (name: string): number => (name.includes('/singularVector') ? 1e-4 : TOLERANCE);
/** Small enough that five steps do not blow up what rounding left. */
const RATE = 0.01;
const DESCENT: Partial<RunSettings> = {
  'optimizer.generator.kind': 'sgd',
  'optimizer.discriminator.kind': 'sgd',
  'optimizer.generator.learningRate': RATE,
  'optimizer.discriminator.learningRate': RATE,
  'loss.targetWeight': 1,
  // No short batch at the end of an epoch: XLA would compile that anew.
  batch: 10,
};
/** Of a critic in a step: each adds as much to what XLA compiles. */
const MOST_UPDATES = 2;
const STEPS = [1, 5];
/** XLA would compile their 130 layers, at the least of images of 64 pixels, for minutes. */
const LARGEST: readonly string[] = ['fastgan', 'projected'];
/**
 * Of 200,000 activations one may lie nearer to a kink than rounding reaches, and has another gradient then. FastGAN's fifth step is such
 * a one: G's gradients are a hundredth apart there, and at most 1e-5 in the steps around it. So is SAGAN's third: a kernel of D's first
 * block is 2e-5 apart from there on, and 1e-6 before.
 */
const KINKED: readonly string[] = ['fastgan', 'sagan'];
/**
 * Its D looks through the network that sees, which lets hardly anything through to G where its weights are drawn. What is 1e-6 apart after
 * its first step is 1e-3 apart after the second, op by op too.
 */
const SEEING = 'projected';
const stepsOf = ({ id }: Preset): readonly number[] => (id === SEEING ? [1] : KINKED.includes(id) ? [1, 2] : STEPS);
/** Beside other work. */
const PATIENTLY = 60_000;
const LOSSES = ['dLoss', 'dLossReal', 'dLossFake', 'gLoss'] as const;

interface Played {
  start: Arrays;
  /** By the step after which it is. */
  standings: Map<number, Standing>;
}

async function played(preset: Preset, settings: Partial<RunSettings>, steps = stepsOf(preset)): Promise<Played> {
  const updates = Math.min(MOST_UPDATES, preset.defaults['steps.discriminator'] ?? 1);
  const seen = preset.id === SEEING ? readSafetensors(await readFile(visionFiles().weights)) : undefined;
  const trainer = trainerOf(preset, { ...DESCENT, 'steps.discriminator': updates, ...settings }, undefined, seen);
  const start = arraysOf(await trainer.save());
  const standings = new Map<number, Standing>();
  for (const step of steps) {
    while (trainer.step < step) trainer.trainStep();
    const row = (await trainer.readMetrics()).at(-1);
    const losses = LOSSES.map((name) => row?.[name] ?? Number.NaN);
    standings.set(step, { losses, arrays: arraysOf(await trainer.save()) });
  }
  trainer.dispose();
  return { start, standings };
}

function standingAt({ standings }: Played, step: number): Standing {
  const standing = standings.get(step);
  if (!standing) throw new Error('It was not played so far.');
  return standing;
}

/** What is not equal, and by how much. */
const differences = (ours: Played, wanted: Played): [string, number][] =>
  [...ours.standings]
    .flatMap(([step, standing]) =>
      movedApart(wanted.start, standing, standingAt(wanted, step)).map(([name, share]): [string, number] => [
        `${name} after ${step}`,
        share,
      ]),
    )
    .filter(([name, share]) => !(share < toleranceOf(name)));

describe.each(PRESETS.map((preset) => [preset.id, preset] as const))('%s', (_id, preset) => {
  let eager: Played;
  beforeAll(async () => {
    await openDevice('cpu');
    eager = await played(preset, { execution: 'eager' });
  }, PATIENTLY);

  test.each(LARGEST.includes(preset.id) ? (['graph'] as const) : (['graph', 'xla'] as const))(
    'one step and more with %s equal those op by op',
    async (execution) => {
      expect(differences(await played(preset, { execution }), eager)).toEqual([]);
    },
  );

  test('a gradient that is off by a ten-thousandth is noticed', async () => {
    for (const player of ['generator', 'discriminator'] as const) {
      const off = { [`optimizer.${player}.learningRate`]: RATE * (1 + 1e-4) };
      const found = differences(await played(preset, { execution: 'eager', ...off }, [1]), eager);
      expect(found.map(([name]) => playerOf(name))).toContain(player);
    }
  });
});
