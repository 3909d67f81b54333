import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { nodesOf } from '@shared/network/graph.ts';
import type { RunSettings } from '@shared/config/schema.ts';
import type { Execution } from '@shared/way.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { describeStart } from '../../../electron/engine/host/log-lines.ts';
import { seededFeed } from '../../../electron/engine/training/feed.ts';
import type { GraphLoader } from '../../../electron/engine/training/step/choose-step.ts';
import { loadSavedModel } from '../../../electron/engine/device/saved-model.ts';
import type { TrainingState } from '@shared/training-state.ts';
import { Trainer } from '../../../electron/engine/training/trainer.ts';
import { distance } from '../../golden/golden.ts';
import { tinyImages, tinyOptions, tinyTrainer } from '../support/tiny.ts';

/** Of losses and logits, and of slots and weights, as a share of an array's largest value. */
const TOLERANCE = 1e-6;
const WEIGHT_TOLERANCE = 1e-5;
/** Three steps an epoch; the last sees 6 images of 8. */
const STEPS = [0, 1, 2];

function readingsAfter(trainer: Trainer, state: TrainingState): Float32Array {
  trainer.restore(state);
  return tf.tidy(() => trainer.way.step.run(trainer.step, 1).values.dataSync<'float32'>());
}

async function rowAfter(trainer: Trainer, state: TrainingState): Promise<Record<string, number>> {
  trainer.restore(state);
  trainer.trainStep();
  const [row] = await trainer.readMetrics();
  return { ...row };
}

/**
 * Weights, averages and slots by name. Left out are biases before a batch norm, whose gradient is rounding alone,
 * and the running means they shift.
 */
function arraysOf(
  trainer: Trainer,
  { generator, discriminator, optimizers }: TrainingState,
): Map<string, Float32Array> {
  const layers = nodesOf(trainer.duel.options.networks.generator);
  const unsure = layers.flatMap(({ type }, index) =>
    type === 'batchNorm' ? [`generator/${index - 1}_dense/bias`, `generator/${index}_batchNorm/movingMean`] : [],
  );
  const named = {
    generator: [...generator, ...optimizers.generator.slots],
    discriminator: [...discriminator, ...optimizers.discriminator.slots],
  };
  const all = Object.entries(named).flatMap(([player, tensors]) =>
    tensors.map(({ name, data }) => [`${player}/${name}`, data] as const),
  );
  return new Map(all.filter(([name]) => !unsure.some((one) => name.startsWith(one))));
}

const SETTINGS: Partial<RunSettings>[] = [
  {},
  { 'steps.discriminator': 2, 'steps.generator': 3 },
  { 'loss.generator': 'minimax', 'latent.prior': 'uniform' },
];

describe.each(['fashion-gan-torch', 'keras-gan'])('%s as a graph equals op by op', (id) => {
  beforeAll(async () => void (await openDevice('cpu')));

  test.each(SETTINGS)('%j', async (settings) => {
    const [graph, eager] = (['graph', 'eager'] as const).map((execution) =>
      // Norms too are held to each other, in each step.
      tinyTrainer(id, { seed: 5, 'gradients.every': 1, ...settings, execution }),
    ) as [Trainer, Trainer];
    for (const step of STEPS) {
      while (eager.step < step) eager.trainStep();
      const state = await eager.save();
      const [ours, theirs] = [readingsAfter(graph, state), readingsAfter(eager, state)];
      expect(distance(ours, theirs)).toBeLessThan(TOLERANCE);
      const [left, right] = [await graph.save(), await eager.save()];
      for (const player of ['generator', 'discriminator'] as const)
        expect(left.optimizers[player].iterations).toBe(right.optimizers[player].iterations);
      const expected = arraysOf(eager, right);
      const apart = [...arraysOf(graph, left)].map(([name, data]) => ({
        name,
        share: distance(data, expected.get(name) ?? []),
      }));
      expect(apart.length).toBe(expected.size);
      expect(apart.filter(({ share }) => !(share < WEIGHT_TOLERANCE))).toEqual([]);
      const rows = [await rowAfter(graph, state), await rowAfter(eager, state)] as const;
      for (const name of ['dLoss', 'dLossReal', 'dLossFake', 'gLoss'])
        expect(distance([rows[0][name] ?? Number.NaN], [rows[1][name] ?? Number.NaN])).toBeLessThan(TOLERANCE);
    }
    graph.dispose();
    eager.dispose();
  });
});

describe('a step that cannot be compiled', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  const distaste = (): never => {
    throw new Error('This graph is not to its taste.');
  };
  const refusedTrainer = (
    execution: RunSettings['execution'],
    loadGraph: GraphLoader = distaste,
    settled: Execution | null = null,
  ): Trainer => {
    const options = tinyOptions('keras-gan', { execution });
    return new Trainer(options, seededFeed(tinyImages(), options), loadGraph, settled);
  };

  test('runs op by op, as if it had never been tried, and the log says why', async () => {
    const [refused, eager] = [refusedTrainer('auto'), tinyTrainer('keras-gan', { execution: 'eager' })];
    refused.trainStep();
    eager.trainStep();
    expect({ ...(await refused.save()), elapsed: 0 }).toEqual({ ...(await eager.save()), elapsed: 0 });
    const { execution, refusal } = refused.way;
    const way = { execution, threads: 2 };
    const lines = describeStart({
      step: refused.step,
      title: 'CPU',
      way,
      moved: false,
      images: { count: 4 },
      refusal,
      processors: 1,
    });
    expect(lines).toEqual([
      'Goes on from step 1 on CPU: eager, 2 threads.',
      expect.stringMatching(/^The step could not be compiled: .*This graph is not to its taste\.$/),
      expect.stringMatching(/^It keeps the threads it was made with\. This machine has 1 /),
    ]);
    refused.dispose();
    eager.dispose();
  });

  test('also shows when the graph is loaded and does not run', () => {
    const trainer = refusedTrainer('auto', () => 987_654);
    expect(trainer.way).toMatchObject({ execution: 'eager', refusal: expect.stringContaining('TensorFlow did not') });
    trainer.dispose();
  });

  test('is an error where a graph was asked for, and leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    expect(() => refusedTrainer('graph')).toThrow(/set Step \(execution\) to automatic.*not to its taste/);
    // Op by op a run that was compiled so far would go on in other numbers.
    expect(() => refusedTrainer('auto', distaste, 'graph')).toThrow(
      /Make a new run from its newest checkpoint.*not to its taste/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('the way of running a step', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  test('is the plain graph where nothing is asked for, and the one the run went so far', () => {
    for (const [settled, execution] of [
      [null, 'graph'],
      ['graph', 'graph'],
      ['eager', 'eager'],
      ['xla', 'xla'],
    ] as const) {
      const options = tinyOptions('fashion-gan-torch');
      const trainer = new Trainer(options, seededFeed(tinyImages(), options), loadSavedModel, settled);
      expect(trainer.way).toMatchObject({ execution, refusal: null });
      trainer.dispose();
    }
  });

  test('with XLA a step equals the plain one to 1e-5', async () => {
    const [fused, plain] = (['xla', 'graph'] as const).map((execution) =>
      tinyTrainer('keras-gan', { execution, 'labels.flip': 0.2, 'noise.start': 0.1 }),
    ) as [Trainer, Trainer];
    const state = await plain.save();
    expect(distance(readingsAfter(fused, state), readingsAfter(plain, state))).toBeLessThan(1e-5);
    fused.dispose();
    plain.dispose();
  });
});
