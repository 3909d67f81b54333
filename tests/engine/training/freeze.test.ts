import { beforeAll, describe, expect, test } from 'vitest';
import type { RunSettings } from '@shared/config/schema.ts';
import { frozenLayers, kernelLayers } from '@shared/network/frozen.ts';
import { summarize } from '@shared/network/summary.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import type { Trainer } from '../../../electron/engine/training/trainer.ts';
import { arraysOf, trainerOf } from '../support/every-preset.ts';
import { movedApart } from '../support/moved.ts';
import { preset } from '../support/tiny.ts';

test('what is frozen reaches up to the next layer with a kernel', () => {
  const { layers } = summarize(
    [
      { type: 'conv2d', filters: 2, kernelSize: 3, stride: 1, padding: 'same', useBias: true },
      { type: 'leakyRelu', slope: 0.2 },
      { type: 'conv2d', filters: 2, kernelSize: 3, stride: 1, padding: 'same', useBias: true },
      { type: 'batchNorm', momentum: 0.9, epsilon: 1e-5, runningVariance: 'sample' },
      { type: 'flatten' },
      { type: 'dense', units: 1, useBias: true },
    ],
    [4, 4, 1],
    'score',
  );
  const frozen = [0, 1, 2, 3].map((count) => frozenLayers(layers, count).size);
  expect([kernelLayers(layers), ...frozen]).toEqual([3, 0, 2, 5, 6]);
});

const SETTINGS: Partial<RunSettings> = {
  'transfer.frozen': 2,
  'clip.weights': 0.001,
  'optimizer.generator.kind': 'sgd',
  'optimizer.generator.learningRate': 0.01,
};

describe('frozen layers', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  const played = async (trainer: Trainer) => {
    const start = arraysOf(await trainer.save());
    for (let step = 0; step < 3; step++) trainer.trainStep();
    const row = (await trainer.readMetrics()).at(-1);
    const state = await trainer.save();
    return { start, state, standing: { losses: [row?.dLoss ?? NaN, row?.gLoss ?? NaN], arrays: arraysOf(state) } };
  };

  test.each(['graph', 'eager'] as const)('do not move, are not clipped and have no slots (%s)', async (execution) => {
    const trainer = trainerOf(preset('dcgan-64'), { ...SETTINGS, execution });
    const names = trainer.duel.discriminator.trainable.map(({ name }) => name);
    const { start, state } = await played(trainer);
    const before = new Map(state.discriminator.map(({ name }) => [name, start.get(`discriminator/${name}`)]));
    const moved = state.discriminator.filter(({ name, data }) => String(data) !== String(before.get(name)));
    const weights = moved.map(({ name }) => name).filter((name) => !name.includes('moving'));
    expect(weights).toEqual(names);
    const kernels = state.discriminator.filter(({ name }) => name.endsWith('/kernel')).map(({ name }) => name);
    expect(kernels.filter((name) => !names.includes(name))).toEqual(kernels.slice(0, 2));
    expect(new Set(state.optimizers.discriminator.slots.map(({ name }) => name.replace(/\/[mv]$/, '')))).toEqual(
      new Set(names),
    );
    trainer.dispose();
  });

  test('train to the same as a graph as op by op', async () => {
    const [graph, eager] = (['graph', 'eager'] as const).map((execution) =>
      trainerOf(preset('dcgan-64'), {
        ...{ ...SETTINGS, 'clip.weights': 0, execution },
        ...{ 'optimizer.discriminator.kind': 'sgd', 'optimizer.discriminator.learningRate': 0.01 },
      }),
    ) as [Trainer, Trainer];
    const [ours, wanted] = [await played(graph), await played(eager)];
    const arrays = (of: typeof ours) =>
      new Map([...of.standing.arrays].filter(([name, data]) => String(data) !== String(of.start.get(name))));
    const apart = movedApart(
      wanted.start,
      { ...ours.standing, arrays: arrays(ours) },
      { ...wanted.standing, arrays: arrays(wanted) },
    );
    expect(apart.filter(([, share]) => !(share < 1e-4))).toEqual([]);
    for (const one of [graph, eager]) one.dispose();
  });
});
