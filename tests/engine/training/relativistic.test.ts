import { beforeAll, describe, expect, test } from 'vitest';
import type { RunSettings } from '@shared/config/schema.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { judge, judgementRules } from '../../../electron/engine/metric/judgement.ts';
import { sortReadings } from '../../../electron/engine/metric/readings.ts';
import { seededFeed } from '../../../electron/engine/training/feed.ts';
import { stepInputs } from '../../../electron/engine/training/step/play.ts';
import { arraysOf, trainerOf } from '../support/every-preset.ts';
import { movedApart } from '../support/moved.ts';
import { noisyImages, preset, tinyOptions } from '../support/tiny.ts';

const PAIRS = { 'loss.kind': 'relativistic' } as const;
const DESCENT: Partial<RunSettings> = {
  'optimizer.generator.kind': 'sgd',
  'optimizer.discriminator.kind': 'sgd',
  'optimizer.generator.learningRate': 0.01,
  'optimizer.discriminator.learningRate': 0.01,
};

describe('a loss of pairs', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  /** Real and fake apart and on half a batch; both networks at once; several updates of each. */
  test.each<[string, Partial<RunSettings>]>([
    ['keras-gan', { 'steps.generator': 2 }],
    ['fashion-gan-tf', { 'steps.discriminator': 2 }],
    ['gans-mlp', { 'steps.generator': 2, 'steps.discriminator': 2, 'batch.accumulate': 2 }],
  ])('is the same as a graph as op by op in the updates of %s', async (id, settings) => {
    const [graph, eager] = (['graph', 'eager'] as const).map((execution) =>
      trainerOf(preset(id), { ...DESCENT, ...PAIRS, ...settings, execution }),
    );
    if (!graph || !eager) throw new Error('There are two.');
    const start = arraysOf(await eager.save());
    const standings = [];
    for (const trainer of [graph, eager]) {
      while (trainer.step < 3) trainer.trainStep();
      const rows = await trainer.readMetrics();
      standings.push({
        losses: rows.flatMap(({ dLoss, gLoss, dAccuracyReal }) => [dLoss, gLoss, dAccuracyReal]),
        arrays: arraysOf(await trainer.save()),
      });
      trainer.dispose();
    }
    const [ours, wanted] = standings;
    expect(movedApart(start, ours!, wanted!).filter(([, share]) => !(share < 2e-5))).toEqual([]);
  });

  test('shows G’s updates real images of their own, as many as it makes', () => {
    const options = tinyOptions('gans-mlp', { ...PAIRS, 'steps.generator': 2, 'steps.discriminator': 2 });
    const images = noisyImages(40);
    const feed = seededFeed(images, options);
    const real = stepInputs(options, feed, 8).filter(({ name }) => name.startsWith('real/'));
    expect(real.map(({ name, shape }) => [name, shape[0]])).toEqual([0, 1, 2, 3].map((part) => [`real/${part}`, 8]));
    expect(new Set(real.map(({ valuesAt }) => valuesAt(3).join())).size).toBe(4);
    // Other losses are fed as ever.
    const plain = tinyOptions('gans-mlp', { 'steps.generator': 2, 'steps.discriminator': 2 });
    const fed = stepInputs(plain, seededFeed(images, plain), 8).filter(({ name }) => name.startsWith('real/'));
    expect(fed.map(({ name }) => name)).toEqual(['real/0', 'real/1']);
  });

  test('calls D right about a pair where the real image scores higher, wherever the scores lie', () => {
    const { recipe, config } = tinyOptions('gans-mlp', PAIRS);
    const parts = [
      { kind: 'real', count: 4 },
      { kind: 'fake', count: 4 },
    ] as const;
    const row = Float32Array.of(-9, -9, -9, -9, -10, -8, -9.5, -9);
    const { dAccuracyReal, dAccuracyFake, dReal } = judge(sortReadings(row, parts), judgementRules(recipe, config));
    // A tie is no success.
    expect([dAccuracyReal, dAccuracyFake, dReal]).toEqual([0.5, 0.5, -9]);
  });
});
