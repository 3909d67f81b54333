import { beforeAll, describe, expect, test } from 'vitest';
import type { RunSettings } from '@shared/config/schema.ts';
import { PRESETS, type Preset } from '@shared/presets/index.ts';
import type { MetricRow } from '@shared/run.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { arraysOf, trainerOf } from '../support/every-preset.ts';

const STEPS = 4;
/** XLA compiles for seconds. */
const BY_XLA = 'cgan';
/** Dense, convolutional, D in two updates, a penalty, a lazy one, classes. All recipes were tried once, all but NotMNIST’s by XLA too. */
const TRIED = PRESETS.filter(({ id }) =>
  ['keras-gan', 'gans-mlp', 'dcgan-64', 'wgan-gp', 'r1', 'acgan', BY_XLA].includes(id),
);
const PATIENTLY = 300_000;

interface Trained {
  arrays: Map<string, Float32Array>;
  rows: MetricRow[];
}

async function trained(preset: Preset, settings: Partial<RunSettings>): Promise<Trained> {
  const trainer = trainerOf(preset, { 'steps.discriminator': 1, ...settings });
  while (trainer.step < STEPS) trainer.trainStep();
  const [rows, state] = [await trainer.readMetrics(), await trainer.save()];
  trainer.dispose();
  return { rows, arrays: arraysOf(state) };
}

const TIMES = ['imagesPerSecond', 'elapsed', 'dGradientNorm', 'gGradientNorm'];
const numbersOf = ({ rows }: Trained): unknown[] =>
  rows.map((row) => Object.entries(row).filter(([name]) => !TIMES.includes(name)));

beforeAll(() => openDevice('cpu'));

describe.each(TRIED.map((preset) => [preset.id, preset] as const))('%s', (id, preset) => {
  const ways = (['eager', 'graph', 'xla'] as const).filter((way) => way !== 'xla' || id === BY_XLA);

  test.each(ways)(
    '%s: no bit of a step changes where they are taken, in each step or in some',
    async (execution) => {
      const of = (settings: Partial<RunSettings>): Promise<Trained> => trained(preset, { execution, ...settings });
      const off = await of({ 'gradients.norms': 'off' });
      const some = await of({ 'gradients.norms': 'on', 'gradients.every': 3 });
      // XLA takes it in each step anyway.
      const each = execution === 'xla' ? some : await of({ 'gradients.norms': 'on', 'gradients.every': 1 });
      for (const on of [each, some]) {
        expect([...on.arrays]).toEqual([...off.arrays]);
        expect(numbersOf(on)).toEqual(numbersOf(off));
      }
      for (const metric of ['dGradientNorm', 'gGradientNorm'] as const) {
        const [none, all, few] = [off, each, some].map(({ rows }) => rows.map((row) => row[metric]));
        expect(none).toEqual([NaN, NaN, NaN, NaN]);
        for (const length of all ?? []) expect(length).toBeGreaterThan(0);
        // The same numbers, in the first of each three steps.
        const close = (all ?? []).map((length) => expect.closeTo(length, 5) as unknown);
        expect(few).toEqual(execution === 'xla' ? close : [close[0], NaN, NaN, close[3]]);
      }
    },
    PATIENTLY,
  );
});
