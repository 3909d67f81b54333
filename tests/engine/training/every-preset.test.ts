import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunSettings } from '@shared/config/schema.ts';
import { PRESETS, type Preset } from '@shared/presets/index.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import type { TrainingState } from '@shared/training-state.ts';
import type { Trainer } from '../../../electron/engine/training/trainer.ts';
import { distance } from '../../golden/golden.ts';
import { arraysOf, MANY_LAYERS, trainerOf } from '../support/every-preset.ts';

interface Stepped {
  rows: Record<string, number>[];
  state: TrainingState;
}

async function stepped(trainer: Trainer, steps: number): Promise<Stepped> {
  for (let step = 0; step < steps; step++) trainer.trainStep();
  const rows = await trainer.readMetrics();
  const state = { ...(await trainer.save()), elapsed: 0 };
  return { rows: rows.map((row) => ({ ...row, elapsed: 0, imagesPerSecond: 0 })), state };
}

/** Trained from the start and let go of. */
interface Whole extends Stepped {
  start: ReturnType<typeof arraysOf>;
  /** Tensors that are there after it and were not before. */
  left: number;
}

async function trained(preset: Preset, way: Partial<RunSettings>, steps: number): Promise<Whole> {
  const before = tf.memory().numTensors;
  const trainer = trainerOf(preset, way);
  const start = arraysOf(await trainer.save());
  const { rows, state } = await stepped(trainer, steps);
  trainer.dispose();
  return { start, rows, state, left: tf.memory().numTensors - before };
}

describe.each(PRESETS.map((preset) => [preset.id, preset] as const))('%s', (_id, preset) => {
  // The graph would be laid down three times.
  const isLarge = MANY_LAYERS.includes(preset.id);
  const way: Partial<RunSettings> = isLarge ? { execution: 'eager' } : {};
  let whole: Whole;
  beforeAll(async () => {
    await openDevice('cpu');
    whole = await trained(preset, way, 4);
  });

  test('repeats bit for bit, and goes on from a checkpoint as if it had not stopped', async () => {
    const [again, resumed] = [trainerOf(preset, way), trainerOf(preset, way)];
    const first = await stepped(again, 2);
    resumed.restore(first.state);
    const rest = await stepped(resumed, 2);
    expect(rest.state).toEqual(whole.state);
    expect([...first.rows, ...rest.rows]).toEqual(whole.rows);
    again.dispose();
    resumed.dispose();
  });

  test('its losses are numbers, both networks move, and no tensor is left', async () => {
    const { start, rows, state, left } = isLarge ? await trained(preset, {}, 3) : whole;
    for (const row of rows)
      for (const name of ['dLoss', 'dLossReal', 'dLossFake', 'gLoss']) expect(row[name]).toSatisfy(Number.isFinite);
    const moved = [...arraysOf(state)].filter(([name, data]) => distance(data, start.get(name) ?? []) > 0);
    expect(moved.some(([name]) => name.startsWith('generator/'))).toBe(true);
    expect(moved.some(([name]) => name.startsWith('discriminator/'))).toBe(true);
    expect(left).toBe(0);
  });
});
