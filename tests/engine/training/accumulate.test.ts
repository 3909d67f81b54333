import '../support/quick-xla.ts';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { RunSettings } from '@shared/config/schema.ts';
import { nodesOf, withNodes, type NetworkData } from '@shared/network/graph.ts';
import type { NetworkPair } from '@shared/network/layers.ts';
import { withDropout } from '@shared/network/transforms.ts';
import { PRESETS, type Preset } from '@shared/presets/index.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { microbatchSizes } from '../../../electron/engine/training/microbatches.ts';
import { distance } from '../../golden/golden.ts';
import { arraysOf, SMALL, trainerOf } from '../support/every-preset.ts';
import { movedApart } from '../support/moved.ts';

const RECIPES = PRESETS.map((preset) => [preset.id, preset] as const);
/**
 * What FastGAN's margins are, and which quadrant its D rebuilds, is drawn in each pass, as are StyleGAN2's noise and the styles it mixes:
 * their parts are no parts of a whole batch.
 */
const SEPARABLE = RECIPES.filter(([id]) => !['fastgan', 'projected', 'stylegan2'].includes(id));
const find = (id: string): Preset => PRESETS.find((preset) => preset.id === id)!;
/** Sums of another order, over a few images. */
const TOLERANCE = 2e-5;
/** Large enough that weights move by more than their rounding. */
const RATE = 0.01;

describe('the microbatches of a batch', () => {
  test('have all its images, as evenly as they come, and none has a single one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), fc.integer({ min: 1, max: 256 }), (count, accumulate) => {
        const sizes = microbatchSizes(count, accumulate);
        expect(sizes.length).toBeLessThanOrEqual(accumulate);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(count);
        expect(Math.min(...sizes)).toBeGreaterThanOrEqual(2);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('are as many as asked for where the batch has the images, and one for a single image', () => {
    expect(microbatchSizes(8, 4)).toEqual([2, 2, 2, 2]);
    expect(microbatchSizes(7, 2)).toEqual([4, 3]);
    expect(microbatchSizes(8, 100)).toHaveLength(4);
    expect(microbatchSizes(1, 4)).toEqual([1]);
  });
});

/** Without what makes an image's part depend on the others, or on numbers drawn within the step. */
function separable({ generator, discriminator, ...rest }: NetworkPair): NetworkPair {
  const alone = <Network extends NetworkData>(given: Network): Network => {
    const network = withDropout(given, 0);
    return withNodes(
      network,
      nodesOf(network)
        .filter(({ type }) => !['batchNorm', 'conditionalBatchNorm'].includes(type))
        .map((layer) => ('spectralNorm' in layer ? { ...layer, spectralNorm: false } : layer)),
    );
  };
  return { ...rest, generator: alone(generator), discriminator: alone(discriminator) };
}

/** Plain descent too: weights then move by the gradients as they are. Of one update each: after many, rounding has grown. */
const PLAIN: Partial<RunSettings> = {
  'steps.discriminator': 1,
  'optimizer.generator.kind': 'sgd',
  'optimizer.discriminator.kind': 'sgd',
  'optimizer.generator.learningRate': RATE,
  'optimizer.discriminator.learningRate': RATE,
  'penalty.kind': 'r1',
  'labels.flip': 0,
  'labels.real.low': 1,
  'labels.real.high': 1,
  'labels.fake.low': 0,
  'labels.fake.high': 0,
  'noise.start': 0,
  // As it is, two steps of plain descent lead nowhere.
  'loss.targetWeight': 1,
};

/** The numbers of two steps, of odd numbers of images, and what they made of weights and averages. */
async function trained(preset: Preset, settings: Partial<RunSettings>, change?: Parameters<typeof trainerOf>[2]) {
  // Rounding is told by how far an array moved: the average's batch norm moves as G's does, and is not measured anew.
  const average = { 'ema.decay': 0.5, 'ema.batchNorm': 'copied' } as const;
  const trainer = trainerOf(preset, { ...average, batch: 11, ...settings }, change);
  expect(trainer.way.execution).toBe(settings.execution);
  const start = arraysOf(await trainer.save());
  trainer.trainStep();
  trainer.trainStep();
  const rows = await trainer.readMetrics();
  const arrays = arraysOf(await trainer.save());
  trainer.dispose();
  return { start, rows, arrays, losses: [] };
}

async function expectSame(preset: Preset, different: Partial<RunSettings>): Promise<void> {
  const settings = { ...PLAIN, ...different };
  const whole = await trained(preset, settings, separable);
  for (const accumulate of [2, 4]) {
    const accumulated = await trained(preset, { ...settings, 'batch.accumulate': accumulate }, separable);
    expect(accumulated.arrays.size).toBe(whole.arrays.size);
    expect(movedApart(whole.start, accumulated, whole).filter(([, share]) => !(share < TOLERANCE))).toEqual([]);
    accumulated.rows.forEach((row, index) => {
      for (const name of ['dLoss', 'dLossReal', 'dLossFake', 'gLoss', 'dPenalty', 'dReal', 'dFake'] as const) {
        const [ours, theirs] = [row[name], whole.rows[index]?.[name] ?? Number.NaN];
        if (Number.isNaN(theirs)) expect(ours).toBeNaN();
        else expect(distance([ours], [theirs], SMALL)).toBeLessThan(TOLERANCE);
      }
    });
  }
}

describe('a batch learned in microbatches teaches what it teaches whole', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  test.each(SEPARABLE)('%s, op by op', (_id, preset) => expectSame(preset, { execution: 'eager' }));
  test.each(['dcgan-64', 'acgan'])('%s, compiled', (id) => expectSame(find(id), { execution: 'graph' }));
  // XLA compiles each of its programs for many seconds, on a busy machine for a minute.
  test('compiled with XLA', () => expectSame(find('fashion-gan-torch'), { execution: 'xla' }), 400_000);

  test('several updates a step', () =>
    expectSame(find('keras-gan'), { execution: 'graph', 'steps.discriminator': 2, 'steps.generator': 2 }));
});

describe('microbatches, with what mixes a batch', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  test.each(RECIPES)('%s trains as a graph as op by op, and leaves no tensor', async (_id, preset) => {
    const before = tf.memory().numTensors;
    const settings = {
      'optimizer.generator.kind': 'sgd',
      'optimizer.discriminator.kind': 'sgd',
      'optimizer.generator.learningRate': RATE,
      'optimizer.discriminator.learningRate': RATE,
      'batch.accumulate': 2,
    } as const;
    const graph = await trained(preset, { ...settings, execution: 'graph' });
    const eager = await trained(preset, { ...settings, execution: 'eager' });
    expect(movedApart(eager.start, graph, eager).filter(([, share]) => !(share < TOLERANCE))).toEqual([]);
    for (const row of graph.rows) expect(row.gLoss).toSatisfy(Number.isFinite);
    expect(tf.memory().numTensors).toBe(before);
  });
});
