import { expect, test } from 'vitest';
import * as tf from '@tensorflow/tfjs-core';
import type { RunSettings } from '@shared/config/schema.ts';
import { findPreset, PRESETS, type Preset } from '@shared/presets/index.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import type { TrainingState } from '@shared/training-state.ts';
import { distance } from '../../golden/golden.ts';
import { arraysOf, MANY_LAYERS, trainerOf } from '../support/every-preset.ts';
import { movedApart, type Arrays, type Standing } from '../support/moved.ts';
import { describeOnSoftwareGpu } from '../support/software-gpu.ts';

/** Of how far an array moved. */
const TOLERANCE = 1e-5;
/** Adam divides a gradient by itself at first, so that rounding of a zero decides a whole step. */
const PLAIN: Partial<RunSettings> = {
  'optimizer.generator.kind': 'sgd',
  'optimizer.discriminator.kind': 'sgd',
  'optimizer.generator.learningRate': 0.01,
  'optimizer.discriminator.learningRate': 0.01,
  execution: 'eager',
  // A GPU in software takes a second for a step of this.
  batch: 4,
  // Measured anew it hardly moves, and by how far an array moved its rounding is told.
  'ema.batchNorm': 'copied',
};

/** Everything beside losses that changes what a step computes, at once. */
const OPTIONS: Partial<RunSettings> = {
  'augment.color': 'on',
  'augment.translation': 'on',
  'augment.cutout': 'on',
  'ema.decay': 0.9,
  'labels.flip': 0.3,
  'labels.real.low': 0.8,
  'noise.start': 0.2,
  'noise.epochs': 2,
  'clip.weights': 0.05,
};

interface Trained {
  start: Arrays;
  state: TrainingState;
  rows: Record<string, number>[];
}

async function trained(
  device: 'cpu' | 'webgpu',
  preset: Preset,
  settings: Partial<RunSettings>,
  from: TrainingState | null = null,
  steps = 1,
): Promise<Trained> {
  await openDevice(device);
  const before = tf.memory().numTensors;
  const trainer = trainerOf(preset, settings);
  if (from) trainer.restore(from);
  const start = arraysOf(await trainer.save());
  for (let step = 0; step < steps; step++) trainer.trainStep();
  const rows = await trainer.readMetrics();
  const { generator, average } = await trainer.drawSamples();
  expect(generator.some((value) => value !== generator[0])).toBe(true);
  expect(average !== null).toBe(trainer.duel.config['ema.decay'] > 0);
  const state = await trainer.save();
  trainer.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return { start, state, rows: rows.map((row) => ({ ...row, elapsed: 0, imagesPerSecond: 0 })) };
}

/** What differs by more than rounding: names, and by how much. */
function differences(ours: Trained, wanted: Trained): [string, number][] {
  const standing = ({ state }: Trained): Standing => ({ losses: [], arrays: arraysOf(state) });
  const apart = movedApart(wanted.start, standing(ours), standing(wanted));
  for (const [index, row] of wanted.rows.entries())
    for (const [name, value] of Object.entries(row)) {
      const own = ours.rows[index]?.[name] ?? Number.NaN;
      if (!Object.is(own, value)) apart.push([`${name} of row ${index}`, Math.abs(own - value)]);
    }
  return apart.filter(([, share]) => !(share < TOLERANCE));
}

const presetOf = (id: string): Preset => findPreset(id) as Preset;

describeOnSoftwareGpu('on WebGPU a step is that of native TensorFlow', () => {
  // A GPU in software takes nearly a minute for the others: their whole steps on WebGPU are held to PyTorch in tests/golden/webgpu.test.ts.
  const presets = PRESETS.filter(({ id }) => !MANY_LAYERS.includes(id));
  test.each(presets.map((preset) => [preset.id, preset] as const))('%s', async (_, preset) => {
    const wanted = await trained('cpu', preset, PLAIN);
    expect(differences(await trained('webgpu', preset, PLAIN), wanted)).toEqual([]);
  });

  test('with augmentation, noise, other targets, clipping and an average', async () => {
    const settings = { ...PLAIN, ...OPTIONS };
    const wanted = await trained('cpu', presetOf('lsgan'), settings);
    expect(differences(await trained('webgpu', presetOf('lsgan'), settings), wanted)).toEqual([]);
  });

  test('an average of G measures its batch norm to what it is there', async () => {
    // So many images are made at once.
    const settings = { ...PLAIN, 'ema.decay': 0.9, 'ema.batchNorm': 'measured', batch: 128 } as const;
    const wanted = arraysOf((await trained('cpu', presetOf('lsgan'), settings)).state);
    const ours = arraysOf((await trained('webgpu', presetOf('lsgan'), settings)).state);
    const measured = [...wanted.keys()].filter((name) => /^average\/.*moving(Mean|Variance)$/.test(name));
    expect(measured).not.toEqual([]);
    for (const name of measured)
      expect(distance([...(ours.get(name) ?? [])], [...(wanted.get(name) ?? [])])).toBeLessThan(TOLERANCE);
  });

  test('another seed is another step', async () => {
    const one = await trained('cpu', presetOf('lsgan'), PLAIN);
    expect(differences(await trained('webgpu', presetOf('lsgan'), { ...PLAIN, seed: 7 }), one)).not.toEqual([]);
  });

  test('a run goes on from a checkpoint as if it had not stopped', async () => {
    const preset = presetOf('lsgan');
    const settings: Partial<RunSettings> = { 'optimizer.discriminator.kind': 'rmsprop', batch: 4 };
    const whole = await trained('webgpu', preset, settings, null, 3);
    const first = await trained('webgpu', preset, settings);
    const rest = await trained('webgpu', preset, settings, first.state, 2);
    expect(differences({ ...rest, rows: [...first.rows, ...rest.rows] }, whole)).toEqual([]);
  });
});
