import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunSettings } from '@shared/config/schema.ts';
import { openDevice } from '../../../electron/engine/device/index.ts';
import { javascriptDraws, stepDraws } from '../../../electron/engine/random/step-draws.ts';
import { augmentAdaptively } from '../../../electron/engine/training/ada/index.ts';
import { drawChanges } from '../../../electron/engine/training/ada/draws.ts';
import { shownReal } from '../../../electron/engine/training/batches.ts';
import type { Trainer } from '../../../electron/engine/training/trainer.ts';
import { arraysOf, trainerOf } from '../support/every-preset.ts';
import { movedApart, type Standing } from '../support/moved.ts';
import { preset } from '../support/tiny.ts';

beforeAll(async () => void (await openDevice('cpu')));

const draws = (step = 0) => stepDraws(javascriptDraws(3, step));

describe('the changes', () => {
  test('are none at p 0, to the last bit', () => {
    for (const channels of [1, 3]) {
      const images = tf.randomUniform([5, 8, 6, channels], -1, 1, 'float32', 4);
      const made = augmentAdaptively(images, { p: tf.scalar(0), changes: 'all', range: 'signed' }, draws());
      expect([...made.dataSync()]).toEqual([...images.dataSync()]);
    }
  });

  test('are each made of a share p of the images; one of both turns of as many', () => {
    const COUNT = 2000;
    const p = 0.3;
    const { made } = drawChanges(draws(), COUNT, 'all', tf.scalar(p));
    const ofThose = Object.entries(made).map(([name, on]) => [name, [...on.dataSync()]] as const);
    const share = (on: readonly number[]): number => on.reduce((sum, one) => sum + one, 0) / COUNT;
    const turns: (readonly number[])[] = [];
    for (const [name, on] of ofThose)
      if (name.startsWith('turn')) turns.push(on);
      else expect(Math.abs(share(on) - p), name).toBeLessThan(0.05);
    const either = turns[0]!.map((one, place) => Math.max(one, turns[1]![place]!));
    expect(Math.abs(share(either) - p)).toBeLessThan(0.05);
  });

  test('of one group leave the others alone', () => {
    const { made } = drawChanges(draws(), 50, 'geometry', tf.scalar(1));
    const all = Object.entries(made).filter(([, on]) => on.dataSync()[0] === 1);
    expect(all.map(([name]) => name)).toEqual(['scale', 'turnBefore', 'stretch', 'turnAfter', 'move']);
  });
});

/** Plain descent, so that what moved is the gradient and nothing else. */
const DESCENT: Partial<RunSettings> = {
  'optimizer.generator.kind': 'sgd',
  'optimizer.discriminator.kind': 'sgd',
  'optimizer.generator.learningRate': 0.01,
  'optimizer.discriminator.learningRate': 0.01,
};
const ADAPTIVE: Partial<RunSettings> = { 'ada.kind': 'adaptive', 'ada.probability': 0.5, 'ada.images': 1000 };

describe('an adaptive p', () => {
  // D on both at once, one after the other on half a batch each, and with scores around ½.
  test.each(['fashion-gan-torch', 'keras-gan', 'lsgan'])(
    'of %s moves after each four steps, by the images shown',
    async (id) => {
      const trainer = trainerOf(preset(id), { ...DESCENT, ...ADAPTIVE, execution: 'eager' });
      let [p, signs, images] = [0.5, 0, 0];
      for (let step = 1; step <= 9; step++) {
        const shown = shownReal(preset(id).recipe, trainer.feed.sizeAt(trainer.step));
        trainer.trainStep();
        const [row] = await trainer.readMetrics();
        expect(row!.augmentProbability).toBeCloseTo(p, 6);
        // No score is the middle itself, so that D's accuracy says how many lie on each side.
        signs += (2 * row!.dAccuracyReal - 1) * shown;
        images += shown;
        if (step % 4 === 0) {
          p += (Math.sign(signs / images - 0.6) * images) / 1000;
          [signs, images] = [0, 0];
        }
        const { numbers } = await trainer.save();
        expect(numbers).toMatchObject({ 'ada/p': expect.closeTo(p, 5), 'ada/signs': expect.closeTo(signs, 3) });
      }
      expect(p).not.toBe(0.5);
      trainer.dispose();
    },
  );

  test('stays from 0 to 1', async () => {
    for (const [target, end] of [
      [-1, 1],
      [1, 0],
    ]) {
      const settings = { 'ada.target': target!, 'ada.images': 100, 'ada.probability': Math.abs(end! - 0.1) };
      const trainer = trainerOf(preset('fashion-gan-torch'), {
        ...DESCENT,
        ...ADAPTIVE,
        ...settings,
        execution: 'eager',
      });
      for (let step = 0; step < 4; step++) trainer.trainStep();
      expect((await trainer.save()).numbers?.['ada/p']).toBe(end);
      trainer.dispose();
    }
  });
});

const STEPS = 5;
const played = async (trainer: Trainer, until = STEPS): Promise<Standing & { numbers: object }> => {
  while (trainer.step < until) trainer.trainStep();
  const row = (await trainer.readMetrics()).at(-1);
  const state = await trainer.save();
  // NaN where a number does not apply.
  const losses = (['dLoss', 'gLoss', 'augmentProbability', 'dLecam'] as const).map((name) => row?.[name] || 0);
  return { losses, arrays: arraysOf(state), numbers: state.numbers ?? {} };
};

/** Every kind of game: dense, one update at once or two, both players at once, a penalty, labels, images in microbatches. */
const GAMES: readonly [string, Partial<RunSettings>][] = [
  ['keras-gan', { ...ADAPTIVE, 'lecam.weight': 0.3 }],
  ['fashion-gan-tf', { ...ADAPTIVE, 'augment.mirror': 'on' }],
  [
    'wgan-gp',
    { 'ada.kind': 'fixed', 'ada.probability': 0.5, 'steps.discriminator': 2, 'lecam.weight': 0.1, 'lecam.start': 3 },
  ],
  ['acgan', ADAPTIVE],
  ['r1', { ...ADAPTIVE, 'lecam.weight': 0.2, 'batch.accumulate': 2 }],
];

describe.each(GAMES)('%s with what D sees augmented', (id, settings) => {
  const make = (changes: Partial<RunSettings>): Trainer => trainerOf(preset(id), { ...settings, ...changes });

  test('is the same as a graph as op by op, and another run than without', async () => {
    const trainers = [
      { execution: 'eager' },
      { execution: 'graph' },
      { execution: 'eager', 'ada.kind': 'off' },
    ] as const;
    const [eager, graph, without] = trainers.map((changes) => make({ ...DESCENT, ...changes })) as [
      Trainer,
      Trainer,
      Trainer,
    ];
    const start = arraysOf(await eager.save());
    const wanted = await played(eager);
    const apart = movedApart(start, await played(graph), wanted).filter(([, share]) => !(share < 1e-4));
    expect(apart).toEqual([]);
    expect((await played(without)).losses).not.toEqual(wanted.losses);
    for (const one of [eager, graph, without]) one.dispose();
  });

  test('goes on from a checkpoint to the same bits', async () => {
    const [whole, first, second] = [make({}), make({}), make({})];
    const wanted = await played(whole);
    await played(first, 2);
    second.restore(await first.save());
    expect(await played(second)).toEqual(wanted);
    for (const one of [whole, first, second]) one.dispose();
  });
});

test('a step with it is compiled by XLA too', async () => {
  const [eager, xla] = (['eager', 'xla'] as const).map((execution) =>
    trainerOf(preset('fashion-gan-torch'), {
      ...{ ...DESCENT, ...ADAPTIVE, 'augment.mirror': 'on', 'lecam.weight': 0.3, execution, batch: 10 },
    }),
  ) as [Trainer, Trainer];
  const start = arraysOf(await eager.save());
  const wanted = await played(eager, 2);
  expect(movedApart(start, await played(xla, 2), wanted).filter(([, share]) => !(share < 1e-4))).toEqual([]);
  for (const one of [eager, xla]) one.dispose();
});
