import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { summarizePair } from '@shared/network/summary.ts';
import { openDevice } from '../../electron/engine/device/index.ts';
import { loadSavedModel } from '../../electron/engine/device/saved-model.ts';
import { Duel, type DuelOptions } from '../../electron/engine/training/duel.ts';
import {
  discriminatorObjectives,
  generatorObjective,
  gradientsOf,
  makeImages,
  type Objective,
} from '../../electron/engine/training/objectives.ts';
import { Trainer } from '../../electron/engine/training/trainer.ts';
import { gradientDifferences, lossDifferences, stepDifferences, TOLERANCE, worst, type Difference } from './compare.ts';
import { GoldenTrainer, MaskError, maskDraws } from './golden-trainer.ts';
import {
  distance,
  goldenFeed,
  goldenOptions,
  goldenStart,
  PLAYERS,
  presetOf,
  readGolden,
  stepOf,
  toTensor,
  type Golden,
  type GoldenTensors,
  type Player,
} from './golden.ts';
import { mutationsOf, shiftPadding, type Mutation } from './mutations.ts';

/** The published presets, each with a file of what its original computes. */
const IDS = [
  'keras-gan',
  'minimax',
  'fashion-gan-torch',
  'fashion-gan-tf',
  'gans-mlp',
  'dcgan-64',
  'wang-dcgan-28',
  'notmnist-dcgan',
  'gans-dcgan',
];
const GOLDENS = new Map(IDS.map((id) => [id, readGolden(id)]));
const goldenOf = (id: string): Golden => GOLDENS.get(id) as Golden;
const hasMasks = (id: string): boolean => goldenOf(id).steps.some(({ masks }) => masks.length > 0);

async function trainGolden(
  golden: Golden,
  options: DuelOptions,
  { duel, play }: Partial<Mutation> = {},
): Promise<Difference[]> {
  const trainer = new GoldenTrainer(options, golden, goldenStart(golden, options));
  try {
    duel?.(trainer.duel);
    const differences: Difference[] = [];
    for (const [step, expected] of golden.steps.entries()) {
      const stepped = await trainer.trainStep(play?.(trainer, golden));
      differences.push(...stepDifferences(golden, options, stepped, expected));
      expect(trainer.step).toBe(step + 1);
    }
    return differences;
  } finally {
    trainer.dispose();
  }
}

const expectSame = (differences: Difference[]): void =>
  expect(differences.filter(({ size }) => !(size <= 1))).toEqual([]);

describe.each(['cpu', 'js'] as const)('on the device %s', (device) => {
  beforeAll(async () => void (await openDevice(device)));

  describe.each(IDS)('%s', (id) => {
    const golden = goldenOf(id);
    const options = goldenOptions(id, golden);
    const withDuel = (check: (duel: Duel) => void): void => {
      const duel = new Duel(options);
      duel.restore(goldenStart(golden, options));
      tf.tidy(() => check(duel));
      duel.dispose();
    };
    const close = (actual: tf.Tensor, expected: { data: number[] }): void =>
      expect(distance(actual.dataSync(), expected.data)).toBeLessThan(TOLERANCE);

    test('forward in both modes, and the averages training mode leaves', () =>
      withDuel((duel) => {
        const { forward } = golden;
        const inputs = { generator: toTensor(forward.latents), discriminator: toTensor(forward.real) };
        for (const player of PLAYERS) {
          const masks = forward.masks.filter((mask) => mask.player === player);
          for (const mode of ['inference', 'training'] as const) {
            const said = duel[player].forward(inputs[player], { mode, mask: maskDraws(masks).dropout() });
            // Our D ends before its sigmoid.
            close(player === 'discriminator' ? tf.sigmoid(said) : said, forward[mode][player]);
          }
          for (const [name, expected] of Object.entries(forward.averages[player])) {
            const average = duel[player].variables.find((variable) => variable.name === name);
            close((average as NonNullable<typeof average>).value, expected);
          }
        }
      }));

    test('losses and every gradient of the first step', () =>
      withDuel((duel) => {
        const first = stepOf(golden, 0);
        const { recipe } = options;
        const context = { draws: maskDraws(first.masks), noise: null };
        const check = (player: Player, objectives: Objective[], losses: string[]): void => {
          for (const [index, objective] of objectives.entries()) {
            const { loss, gradients } = gradientsOf(duel[player], objective);
            expect(distance(loss.dataSync(), [first.losses[losses[index] ?? ''] ?? Number.NaN])).toBeLessThan(
              TOLERANCE,
            );
            const expected = first.gradients[player][index] as GoldenTensors;
            const named = new Map(
              duel[player].trainable.map(({ name }, place) => [name, (gradients[place] as tf.Tensor).dataSync()]),
            );
            expect([...named.keys()].sort()).toEqual(Object.keys(expected).sort());
            expectSame(gradientDifferences(options.networks[player], named, expected));
            if (recipe.order === 'alternating') duel.optimizers[player].update(gradients);
          }
        };
        const asked = (latents: typeof first.real) => ({ latents: toTensor(latents), labels: null });
        const fake = makeImages(duel, context, asked(first.latents.discriminator), recipe.discriminator.fakes);
        check(
          'discriminator',
          discriminatorObjectives(duel, context, { images: toTensor(first.real), labels: null }, fake),
          recipe.discriminator.updates === 'together' ? ['dLoss'] : ['dLossReal', 'dLossFake'],
        );
        const latents = first.latents.generator ?? first.latents.discriminator;
        check('generator', [generatorObjective(duel, context, asked(latents))], ['gLoss']);
      }));

    test('whole training steps: losses, weights, averages, slots', async () =>
      expectSame(await trainGolden(golden, options)));
  });
});

describe.each(IDS)('%s', (id) => {
  const golden = goldenOf(id);
  beforeAll(async () => void (await openDevice('cpu')));

  test('parameter counts at full size', () => {
    for (const { image, ...counts } of golden.counts) {
      const full = summarizePair(presetOf(id).networks(image, 100, 0));
      for (const player of PLAYERS) expect(full[player]).toMatchObject(counts[player]);
    }
  });

  test('whole training steps as a compiled graph', async () =>
    expectSame(await trainGolden(golden, goldenOptions(id, golden, 'graph'))));

  test.skipIf(hasMasks(id)).each(['eager', 'graph'] as const)(
    'whole training steps by the trainer, %s',
    async (execution) => {
      const options = goldenOptions(id, golden, execution);
      const trainer = new Trainer(options, goldenFeed(golden), loadSavedModel);
      trainer.restore(goldenStart(golden, options));
      for (const expected of golden.steps) {
        trainer.trainStep();
        const [metrics] = await trainer.readMetrics();
        if (!metrics) throw new Error('The step left no numbers.');
        expectSame(stepDifferences(golden, options, { metrics, state: await trainer.save() }, expected));
      }
      trainer.dispose();
    },
  );
});

describe('the golden steps have teeth', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  const mutations = IDS.flatMap((id) =>
    mutationsOf(goldenOptions(id, goldenOf(id))).map((mutation) => [id, mutation.name, mutation] as const),
  );
  test.each(mutations)('%s fails with another %s', async (id, _name, mutation) => {
    const golden = goldenOf(id);
    const options = goldenOptions(id, golden);
    const mutated = mutation.options?.(options) ?? options;
    const differences = await trainGolden(golden, mutated, mutation).catch((error: unknown): Difference[] => {
      // Another number of passes asks for masks that the original has not.
      if (error instanceof MaskError) return [{ what: error.message, size: Number.POSITIVE_INFINITY }];
      throw error;
    });
    expect(worst(differences).size).toBeGreaterThan(1);
  });

  /** Convolutions with zeros around them. */
  const convolutions = IDS.flatMap((id) => {
    const { networks } = goldenOptions(id, goldenOf(id));
    return PLAYERS.flatMap((player) =>
      networks[player].flatMap((layer, index) =>
        layer.type === 'conv2dTranspose' || (layer.type === 'conv2d' && layer.padding === 'same')
          ? [[id, player, index] as const]
          : [],
      ),
    );
  });
  test.each(convolutions)('%s fails with other padding in the %s, layer %i', async (id, player, index) => {
    const golden = goldenOf(id);
    // D's own update already moves the zeros around a larger kernel: its losses before count.
    const before = (name: string): boolean => player === 'generator' || name.startsWith('dLoss');
    const lossesWith = async (offset: 0 | 1): Promise<Difference> => {
      const options = goldenOptions(id, golden);
      const shifted = shiftPadding(options, goldenStart(golden, options), player, index, offset);
      const trainer = new GoldenTrainer(shifted.options, golden, shifted.start);
      const { metrics } = await trainer.trainStep();
      trainer.dispose();
      return worst(lossDifferences(metrics, stepOf(golden, 0)).filter(({ what }) => before(what)));
    };
    expect((await lossesWith(1)).size).toBeLessThan(1);
    expect((await lossesWith(0)).size).toBeGreaterThan(1);
  });
});
