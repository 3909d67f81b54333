import { beforeAll, describe, expect, test } from 'vitest';
import { resolveConfig } from '@shared/config/resolve.ts';
import type { TrainingState } from '@shared/training-state.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { loadSavedModel } from '../../../electron/engine/device/saved-model.ts';
import { seededFeed } from '../../../electron/engine/training/feed.ts';
import { Trainer } from '../../../electron/engine/training/trainer.ts';
import { distance } from '../../golden/golden.ts';
import { preset, tinyImages } from '../support/tiny.ts';
import { KIND_LATENTS, KIND_NETWORKS, kindPair } from './kind-networks.ts';

/** As a share of an array's largest value, where op by op and in a graph sums are made in another order. */
const TOLERANCE = 1e-5;
const STEPS = 2;

/** With R1, so that D's layers are differentiated twice. */
function trainerOf(name: string, execution: 'eager' | 'graph', device: 'cpu' | 'js'): Trainer {
  const { recipe } = preset('fashion-gan-torch');
  const config = resolveConfig({
    preset: 'fashion-gan-torch',
    dataset: 'tiny',
    batch: 8,
    seed: 11,
    'latent.size': KIND_LATENTS,
    'samples.count': 4,
    'penalty.kind': 'r1',
    'penalty.weight': 1,
    'optimizer.generator.kind': 'sgd',
    'optimizer.discriminator.kind': 'sgd',
    'optimizer.generator.learningRate': 0.1,
    'optimizer.discriminator.learningRate': 0.1,
    device,
    execution,
  });
  const options = { networks: kindPair(name), recipe, config };
  return new Trainer(options, seededFeed(tinyImages(), options), loadSavedModel);
}

const arraysOf = ({ generator, discriminator }: TrainingState): [string, Float32Array][] =>
  Object.entries({ generator, discriminator }).flatMap(([player, weights]) =>
    weights.map(({ name, data }): [string, Float32Array] => [`${player}/${name}`, data]),
  );

async function trained(trainer: Trainer, until: number): Promise<TrainingState> {
  while (trainer.step < until) trainer.trainStep();
  await trainer.readMetrics();
  return trainer.save();
}

describe.each(Object.keys(KIND_NETWORKS))('%s', (name) => {
  beforeAll(async () => void (await openDevice('cpu')));

  test('trains op by op and in a graph to the same weights, and every weight moves', async () => {
    const [eager, graph] = [trainerOf(name, 'eager', 'cpu'), trainerOf(name, 'graph', 'cpu')];
    const before = new Map(arraysOf(await eager.save()));
    const [left, right] = [arraysOf(await trained(eager, STEPS)), new Map(arraysOf(await trained(graph, STEPS)))];
    expect(graph.way.execution).toBe('graph');
    const apart = left.map(([weight, data]) => [weight, distance(right.get(weight) ?? [], data)] as const);
    expect(apart.filter(([, share]) => !(share < TOLERANCE))).toEqual([]);
    const still = left.filter(([weight, data]) => distance(before.get(weight) ?? [], data) === 0);
    // What is kept of the noise for inference is no weight that training changes.
    expect(still.map(([weight]) => weight).filter((weight) => !weight.endsWith('/kept'))).toEqual([]);
    for (const trainer of [eager, graph]) trainer.dispose();
  });

  test('begins, trains and draws the same from the same seed, and goes on from what was saved bit for bit', async () => {
    const [one, other] = [trainerOf(name, 'eager', 'cpu'), trainerOf(name, 'eager', 'cpu')];
    expect(await one.save()).toEqual(await other.save());
    const saved = await trained(one, 1);
    other.restore(saved);
    expect(arraysOf(await trained(other, STEPS))).toEqual(arraysOf(await trained(one, STEPS)));
    expect(await one.drawSamples()).toEqual(await other.drawSamples());
    for (const trainer of [one, other]) trainer.dispose();
  });
});
