import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { nodesOf } from '@shared/network/graph.ts';
import type { RunSettings } from '@shared/config/schema.ts';
import type { Layer } from '@shared/network/layers.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { loadSavedModel } from '../../../electron/engine/device/saved-model.ts';
import { readingsOf } from '../../../electron/engine/metric/readings.ts';
import { javascriptDraws, stepDraws } from '../../../electron/engine/random/step-draws.ts';
import { AugmentProbability } from '../../../electron/engine/training/ada/index.ts';
import type { DuelOptions } from '../../../electron/engine/training/duel.ts';
import { seededFeed } from '../../../electron/engine/training/feed.ts';
import { discriminatorTerms } from '../../../electron/engine/training/objective/terms.ts';
import type { TermValue, View } from '../../../electron/engine/training/objective/objective.ts';
import { ScoreMeans } from '../../../electron/engine/training/score-means.ts';
import { Trainer } from '../../../electron/engine/training/trainer.ts';
import { arraysOf } from '../support/every-preset.ts';
import { movedApart } from '../support/moved.ts';
import { tinyImages, tinyOptions } from '../support/tiny.ts';

/* A D that gives several scores an image, as FastGAN's: what is told of an image is the mean over them. */

beforeAll(async () => void (await openDevice('cpu')));

const SETTINGS: Partial<RunSettings> = {
  'loss.kind': 'hinge',
  'lecam.weight': 0.3,
  'ada.kind': 'adaptive',
  'ada.probability': 0.5,
  'ada.images': 100,
};

/** What D's terms come to on scores of real images and of fakes, a row an image. */
function termsOn(settings: Partial<RunSettings>, scoreMeans: ScoreMeans | null, real: number[][], fake: number[][]) {
  const { config, networks, recipe } = tinyOptions('gans-mlp', { ...SETTINGS, ...settings });
  const players = { generator: undefined as never, discriminator: undefined as never };
  const view = {
    context: { draws: stepDraws(javascriptDraws(1, 0)) },
    said: { scores: tf.tensor2d([...real, ...fake]), counts: { real: real.length, fake: fake.length } },
  } as unknown as View;
  const terms = discriminatorTerms({ config, networks, recipe, scoreMeans, ...players }, 1);
  return Object.fromEntries(terms.map(({ id, evaluate }) => [id, evaluate(view)] as const)) as Record<
    string,
    TermValue
  >;
}

describe('several scores an image', () => {
  test('are each held by LeCam to the mean over all of the other kind, and an image adds their mean', () => {
    const means = new ScoreMeans(0);
    // Of real images the mean is 8/6, of fakes 0: the first adds (1² + 3²)/2, and a fake (8/6 + 1)² and (8/6 − 1)², halved.
    const first = termsOn(
      {},
      means,
      [
        [1, 3],
        [2, -2],
        [4, 0],
      ],
      [
        [-1, 1],
        [0, -3],
        [3, 0],
      ],
    )['lecam']?.losses;
    const wanted = [5, 2, 8, 2.77777778, 10.27777778, 0.88888889];
    wanted.forEach((value, at) => expect(first?.dataSync()[at]).toBeCloseTo(value, 5));
    // The means go on by a hundredth of the new ones, without their bias: 1.66834 and −0.25126 (NumPy).
    const second = termsOn(
      {},
      means,
      [
        [2, 5],
        [-1, 3],
        [0, 3],
      ],
      [
        [2, -2],
        [1, 0],
        [-4, 0],
      ],
    )['lecam']?.losses;
    const next = [16.32192369, 5.2853337, 5.31689856, 6.72836545, 1.61502235, 17.45673089];
    next.forEach((value, at) => expect(second?.dataSync()[at]).toBeCloseTo(value, 4));
    expect(second?.shape).toEqual([6, 1]);
    means.dispose();
  });

  // Two of three images are above the middle by their mean and the share of signs is a third; of the nine scores it is −1/9.
  test.each([
    [0.3, 1],
    [0.4, -1],
  ])('move p by the sign of their mean: target %d, move %d', async (target, move) => {
    const settings = { 'ada.target': target };
    const probability = new AugmentProbability(tinyOptions('gans-mlp', { ...SETTINGS, ...settings }).config);
    for (let step = 0; step < 4; step++) {
      const term = termsOn(
        settings,
        null,
        [
          [5, -1, -1],
          [6, -2, -2],
          [-4, 1, 1],
        ],
        [[1, 1, 1]],
      )['adversarial'];
      probability.follow([readingsOf(term?.readings ?? [])]);
    }
    // Twelve images were shown, of a hundred.
    expect((await probability.save())['ada/p']).toBeCloseTo(0.5 + move * 0.12, 6);
    probability.dispose();
  });

  test('train to the same as a graph as op by op', async () => {
    const played = async (execution: 'eager' | 'graph') => {
      const options = tinyOptions('gans-mlp', {
        ...SETTINGS,
        ...{ 'optimizer.generator.kind': 'sgd', 'optimizer.discriminator.kind': 'sgd' },
        ...{ 'optimizer.generator.learningRate': 0.01, 'optimizer.discriminator.learningRate': 0.01 },
        execution,
      });
      const { networks } = options;
      const layers = nodesOf(networks.discriminator);
      const last = layers.findLastIndex(({ type }) => type === 'dense');
      // Three scores an image, named as its output.
      const nodes = layers.map((layer, at): Layer => ({
        ...(at === last && layer.type === 'dense' ? { ...layer, units: 3 } : layer),
        ...(at === layers.length - 1 && { id: 'scores' }),
      }));
      const changed: DuelOptions = {
        ...options,
        networks: { ...networks, discriminator: { nodes, outputs: { score: 'scores' } } },
      };
      const trainer = new Trainer(changed, seededFeed(tinyImages(), changed), loadSavedModel);
      const start = arraysOf(await trainer.save());
      while (trainer.step < 5) trainer.trainStep();
      const row = (await trainer.readMetrics()).at(-1);
      const state = await trainer.save();
      const losses = [row?.dLoss, row?.gLoss, row?.dLecam, row?.augmentProbability].map((one) => one ?? Number.NaN);
      trainer.dispose();
      return { start, losses, arrays: arraysOf(state), numbers: state.numbers ?? {} };
    };
    const [eager, graph] = [await played('eager'), await played('graph')];
    expect(movedApart(eager.start, graph, eager).filter(([, share]) => !(share < 1e-5))).toEqual([]);
    expect(graph.losses[3]).not.toBe(0.5);
    for (const [name, value] of Object.entries(eager.numbers)) expect(graph.numbers[name]).toBeCloseTo(value, 5);
  });
});
