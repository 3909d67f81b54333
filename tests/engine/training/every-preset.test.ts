import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunSettings } from '@shared/config/schema.ts';
import { PRESETS } from '@shared/presets/index.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import type { TrainingState } from '@shared/training-state.ts';
import type { Trainer } from '../../../electron/engine/training/trainer.ts';
import { distance } from '../../golden/golden.ts';
import { arraysOf, MANY_LAYERS, trainerOf } from '../support/every-preset.ts';

async function stepped(trainer: Trainer, steps: number): Promise<{ rows: object[]; state: TrainingState }> {
  for (let step = 0; step < steps; step++) trainer.trainStep();
  const rows = await trainer.readMetrics();
  const state = { ...(await trainer.save()), elapsed: 0 };
  return { rows: rows.map((row) => ({ ...row, elapsed: 0, imagesPerSecond: 0 })), state };
}

describe.each(PRESETS.map((preset) => [preset.id, preset] as const))('%s', (_id, preset) => {
  beforeAll(async () => void (await openDevice('cpu')));

  test('repeats bit for bit, and goes on from a checkpoint as if it had not stopped', async () => {
    // The graph would be laid down three times.
    const way: Partial<RunSettings> = MANY_LAYERS.includes(preset.id) ? { execution: 'eager' } : {};
    const [once, again] = [trainerOf(preset, way), trainerOf(preset, way)];
    const whole = await stepped(once, 4);
    const first = await stepped(again, 2);
    again.dispose();
    const resumed = trainerOf(preset, way);
    resumed.restore(first.state);
    const rest = await stepped(resumed, 2);
    expect(rest.state).toEqual(whole.state);
    expect([...first.rows, ...rest.rows]).toEqual(whole.rows);
    once.dispose();
    resumed.dispose();
  });

  test('its losses are numbers, both networks move, and no tensor is left', async () => {
    const before = tf.memory().numTensors;
    const trainer = trainerOf(preset);
    const start = arraysOf(await trainer.save());
    const { rows, state } = await stepped(trainer, 3);
    for (const row of rows as Record<string, number>[])
      for (const name of ['dLoss', 'dLossReal', 'dLossFake', 'gLoss']) expect(row[name]).toSatisfy(Number.isFinite);
    const moved = [...arraysOf(state)].filter(([name, data]) => distance(data, start.get(name) ?? []) > 0);
    expect(moved.some(([name]) => name.startsWith('generator/'))).toBe(true);
    expect(moved.some(([name]) => name.startsWith('discriminator/'))).toBe(true);
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
