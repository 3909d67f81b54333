import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import { weightSpecs, type NetworkName } from '@shared/network/layers-model.ts';
import { findPreset, networksOf } from '@shared/presets/index.ts';
import { estimateRunSize } from '@shared/run-size.ts';
import type { Checkpoint } from '../../electron/store/index.ts';
import { libraryWithRun, metricRow, newRun } from '../store/support/fixtures.ts';

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** What each optimiser keeps of a weight. */
const SLOTS = { adam: ['m', 'v'], rmsprop: ['v'], sgd: [] };

/** A run of a published recipe at its full width, with a checkpoint of zeros: sizes do not depend on values. */
function plan(preset: string, epochs: number) {
  const config = resolveConfig({
    preset,
    dataset: 'fashion-mnist',
    epochs,
    'ema.decay': 0,
    'checkpoint.everySteps': 0,
    'samples.everySteps': 0,
  });
  const found = findPreset(preset);
  if (!found) throw new Error(preset);
  const image = { height: 28, width: 28, channels: 1 as const };
  const networks = networksOf(found, config, { image, classes: 10 });
  return { config, networks, stepsPerEpoch: 20, totalSteps: 20 * epochs };
}

function zeros(run: ReturnType<typeof plan>, step: number): Checkpoint {
  const weights = (network: NetworkName) =>
    weightSpecs(run.networks, network).map(({ name, shape }) => ({
      name,
      shape,
      data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
    }));
  const optimizer = (network: NetworkName) => ({
    iterations: step,
    slots: weights(network)
      .filter(({ name }) => !name.includes('moving'))
      .flatMap((weight) =>
        SLOTS[run.config[`optimizer.${network}.kind`]].map((slot) => ({ ...weight, name: `${weight.name}/${slot}` })),
      ),
  });
  return {
    step,
    elapsed: 1,
    generator: weights('generator'),
    discriminator: weights('discriminator'),
    optimizers: { generator: optimizer('generator'), discriminator: optimizer('discriminator') },
  };
}

it.each(['fashion-gan-torch', 'keras-gan', 'wang-dcgan-28'])(
  'says within a tenth what a run of %s will take',
  async (preset) => {
    const run = plan(preset, 3);
    const size = estimateRunSize(run);
    const { library } = await libraryWithRun();
    const { id } = await library.createRun(newRun(run));
    const writer = await library.openWriter(id, 'app');
    await writer.appendMetrics(
      Array.from({ length: run.totalSteps }, (_, at) => ({
        ...metricRow(at + 1),
        gLoss: Math.random(),
        dLoss: Math.random(),
      })),
    );
    for (const step of [20, 40, 60]) await writer.writeCheckpoint(zeros(run, step));
    await writer.close();
    const checkpoints = await bytesIn(join(library.runDir(id), 'checkpoints'));
    expect(size.checkpoints / checkpoints).toBeGreaterThan(0.9);
    expect(size.checkpoints / checkpoints).toBeLessThan(1.1);
    expect(size.checkpoint).toBe(size.checkpoints / 3);
    expect(size.total).toBe(size.checkpoints + size.samples + size.metrics);
  },
);

it('counts what a policy leaves, and the average', () => {
  const run = plan('fashion-gan-torch', 100);
  const all = estimateRunSize(run);
  expect(all.checkpoints).toBe(100 * all.checkpoint);
  expect(estimateRunSize(run, { keep: 'newest' }).checkpoints).toBe(2 * all.checkpoint);
  expect(estimateRunSize(run, { keep: 'every', steps: 200 }).checkpoints).toBe(11 * all.checkpoint);
  const averaged = estimateRunSize({ ...run, config: { ...run.config, 'ema.decay': 0.99 } });
  const generator = weightSpecs(run.networks, 'generator').reduce(
    (sum, { shape }) => sum + 4 * shape.reduce((a, b) => a * b, 1),
    0,
  );
  expect(averaged.checkpoint - all.checkpoint).toBeGreaterThanOrEqual(generator);
  expect(averaged.checkpoint - all.checkpoint).toBeLessThan(1.2 * generator);
  expect(averaged.samples).toBe(2 * all.samples);
});
