import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Layer } from '@shared/network/layers.ts';
import { summarizePair } from '@shared/network/summary.ts';
import { findPreset } from '@shared/presets/index.ts';
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
import {
  distance,
  goldenContext,
  goldenFeed,
  goldenOptions,
  goldenStart,
  readGolden,
  SLOT_UNITS,
  toTensor,
  type Golden,
  type GoldenTensor,
  type GoldenTensors,
} from './golden.ts';

/** Largest difference allowed, as a share of an array's largest value. */
const TOLERANCE = 1e-5;
const LEARNING_RATE = 2e-4;
/** Of a weight after Adam, as a share of the learning rate; float32's rounding of the weight comes on top. */
const STEP_TOLERANCE = 1e-4;
/** The gradient of a bias that feeds a batch norm is zero: what remains is rounding. */
const ZERO_GRADIENT_TOLERANCE = 1e-2;
const FLOAT32_ROUNDING = 2 ** -23;

const PLAYERS = ['generator', 'discriminator'] as const;

interface Difference {
  what: string;
  /** 1 is the most allowed. */
  size: number;
}

/** Everything in which one of our training steps differs from the original's, in shares of what is allowed. */
async function differencesAfter(trainer: Trainer, golden: Golden, step: number): Promise<Difference[]> {
  const expected = golden.steps[step];
  if (!expected) throw new Error(`There is no golden step ${step}.`);
  const [row] = await trainer.readMetrics();
  const state = await trainer.save();
  const found: Difference[] = Object.entries(expected.losses).map(([name, loss]) => ({
    what: name,
    size: distance([row?.[name as 'dLoss'] ?? Number.NaN], [loss]) / TOLERANCE,
  }));
  for (const player of PLAYERS) {
    const biases = biasesBeforeBatchNorm(trainer.duel.options.networks[player]);
    const weights = new Map(state[player].map(({ name, data }) => [name, data]));
    for (const [name, { data }] of Object.entries(expected.after[player])) {
      const ours = weights.get(name) ?? new Float32Array();
      const allowed = LEARNING_RATE * (biases.has(name) ? ZERO_GRADIENT_TOLERANCE : STEP_TOLERANCE);
      const size = name.includes('/moving') ? distance(ours, data) / TOLERANCE : weightDistance(ours, data, allowed);
      found.push({ what: `${player} ${name}`, size });
    }
    const { iterations, slots } = state.optimizers[player];
    const original = expected.optimizers[player];
    found.push({
      what: `${player} iterations`,
      size: iterations === original.iterations ? 0 : Number.POSITIVE_INFINITY,
    });
    for (const kind of ['m', 'v'] as const)
      for (const [name, { data }] of Object.entries(original[kind])) {
        const ours = slots.find((slot) => slot.name === `${name}/${kind}`)?.data ?? new Float32Array();
        const size = distance(
          ours.map((value) => value / SLOT_UNITS[kind]),
          data,
          biases.has(name) ? roundingScale(original[kind]) : 0,
        );
        found.push({ what: `${player} ${name}/${kind}`, size: size / TOLERANCE });
      }
  }
  return found;
}

/** What values that are zero but for rounding are measured by: they have the rounding of their network's others. */
const roundingScale = (tensors: GoldenTensors): number =>
  0.01 * Math.max(...Object.values(tensors).flatMap(({ data }) => data.map(Math.abs)));

function biasesBeforeBatchNorm(layers: readonly Layer[]): Set<string> {
  return new Set(
    layers.flatMap(({ type }, index) =>
      type === 'dense' && layers[index + 1]?.type === 'batchNorm' ? [`${index}_dense/bias`] : [],
    ),
  );
}

/** The largest difference of two weights after an update, in shares of what is allowed. */
function weightDistance(actual: Float32Array, expected: readonly number[], allowed: number): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  const shares = expected.map((value, index) => {
    const share = Math.abs(value - (actual[index] as number)) / (allowed + FLOAT32_ROUNDING * Math.abs(value));
    return Number.isNaN(share) ? Number.POSITIVE_INFINITY : share;
  });
  return Math.max(...shares);
}

const worst = (differences: Difference[]): Difference =>
  differences.reduce((worse, difference) => (difference.size > worse.size ? difference : worse), {
    what: 'none',
    size: 0,
  });

async function trainGolden(
  golden: Golden,
  options: DuelOptions,
  stepOf = (trainer: Trainer) => trainer.trainStep(),
): Promise<Difference[]> {
  const trainer = new Trainer(options, goldenFeed(golden), loadSavedModel);
  try {
    trainer.restore(goldenStart(golden));
    const differences: Difference[] = [];
    for (const step of golden.steps.keys()) {
      stepOf(trainer);
      differences.push(...(await differencesAfter(trainer, golden, step)));
    }
    return differences;
  } finally {
    trainer.dispose();
  }
}

describe.each(['cpu', 'js'] as const)('on the device %s', (device) => {
  beforeAll(async () => void (await openDevice(device)));

  describe.each(['fashion-gan-torch', 'keras-gan'])('%s', (id) => {
    const golden = readGolden(id);
    const options = goldenOptions(id, golden);
    const withDuel = (check: (duel: Duel) => void): void => {
      const duel = new Duel(options);
      duel.restore(goldenStart(golden));
      tf.tidy(() => check(duel));
      duel.dispose();
    };
    const close = (actual: tf.Tensor, expected: { data: number[] }): void =>
      expect(distance(actual.dataSync(), expected.data)).toBeLessThan(TOLERANCE);

    test('parameter counts at full size', () => {
      const full = summarizePair(
        (findPreset(id) as NonNullable<ReturnType<typeof findPreset>>).networks(
          { height: 28, width: 28, channels: 1 },
          100,
          0,
        ),
      );
      for (const player of PLAYERS) expect(full[player]).toMatchObject(golden.counts[player]);
      expect(full.discriminator.total).toBe(533_505);
    });

    test('forward in both modes, and the averages training mode leaves', () =>
      withDuel(({ generator, discriminator }) => {
        const first = golden.steps[0] as Golden['steps'][number];
        const latents = toTensor(first.latents.discriminator);
        close(generator.forward(latents, { mode: 'inference' }), golden.forward.generatorInference);
        close(generator.forward(latents, { mode: 'training' }), golden.forward.generatorTraining);
        for (const [name, expected] of Object.entries(golden.forward.averagesAfterTraining)) {
          const average = generator.variables.find((variable) => variable.name === name);
          close((average as NonNullable<typeof average>).value, expected);
        }
        close(
          tf.sigmoid(discriminator.forward(toTensor(first.real), { mode: 'inference' })),
          golden.forward.discriminator,
        );
      }));

    test('losses and every gradient of the first step', () =>
      withDuel((duel) => {
        const first = golden.steps[0] as Golden['steps'][number];
        const { recipe } = options;
        const check = (player: (typeof PLAYERS)[number], objectives: Objective[], losses: string[][]): void => {
          for (const [index, objective] of objectives.entries()) {
            const { loss, gradients } = gradientsOf(duel[player], objective);
            const total = (losses[index] ?? []).reduce((sum, name) => sum + (first.losses[name] ?? Number.NaN), 0);
            expect(distance(loss.dataSync(), [total])).toBeLessThan(TOLERANCE);
            const expected = first.gradients[player][index] as GoldenTensors;
            expect(duel[player].trainable.map(({ name }) => name).sort()).toEqual(Object.keys(expected).sort());
            const scale = roundingScale(expected);
            for (const [place, { name }] of duel[player].trainable.entries())
              expect(
                distance((gradients[place] as tf.Tensor).dataSync(), expected[name]?.data ?? [], scale),
              ).toBeLessThan(TOLERANCE);
            duel.optimizers[player].update(gradients);
          }
        };
        const context = goldenContext();
        const asked = { latents: toTensor(first.latents.discriminator), labels: null };
        const fake = makeImages(duel, context, asked, recipe.discriminator.fakes);
        const together = recipe.discriminator.updates === 'together';
        check(
          'discriminator',
          discriminatorObjectives(duel, context, { images: toTensor(first.real), labels: null }, fake),
          together ? [['dLossReal', 'dLossFake']] : [['dLossReal'], ['dLossFake']],
        );
        const latents = toTensor(first.latents.generator ?? first.latents.discriminator);
        check('generator', [generatorObjective(duel, context, { latents, labels: null })], [['gLoss']]);
      }));

    test('two whole training steps: losses, weights, averages, slots', async () => {
      const differences = await trainGolden(golden, options);
      expect(differences.filter(({ size }) => size > 1)).toEqual([]);
    });
  });
});

test.each(['fashion-gan-torch', 'keras-gan'])('%s as a compiled graph: two whole training steps', async (id) => {
  await openDevice('cpu');
  const golden = readGolden(id);
  const differences = await trainGolden(golden, goldenOptions(id, golden, 'graph'));
  expect(differences.filter(({ size }) => size > 1)).toEqual([]);
});

describe('the golden steps have teeth', () => {
  beforeAll(async () => void (await openDevice('cpu')));

  const mutateLayers = (options: DuelOptions, change: object): DuelOptions => ({
    ...options,
    networks: {
      ...options.networks,
      generator: options.networks.generator.map((layer) =>
        layer.type === 'batchNorm' ? { ...layer, ...change } : layer,
      ),
    },
  });
  const mutateConfig = (options: DuelOptions, change: object): DuelOptions => ({
    ...options,
    config: { ...options.config, ...change },
  });
  const mutateDiscriminator = (options: DuelOptions, change: object): DuelOptions => ({
    ...options,
    recipe: { ...options.recipe, discriminator: { ...options.recipe.discriminator, ...change } },
  });

  const otherEpsilon = ({ adamEpsilon }: DuelOptions['recipe']): DuelOptions['recipe']['adamEpsilon'] =>
    adamEpsilon.addedTo === 'corrected'
      ? { value: 1e-7, addedTo: 'uncorrected' }
      : { value: 1e-8, addedTo: 'corrected' };

  const mutations: [string, string, (options: DuelOptions) => DuelOptions][] = [
    'fashion-gan-torch',
    'keras-gan',
  ].flatMap((id): [string, string, (options: DuelOptions) => DuelOptions][] => [
    [id, 'batch norm epsilon', (options) => mutateLayers(options, { epsilon: 1e-2 })],
    [id, 'batch norm momentum', (options) => mutateLayers(options, { momentum: 0.85 })],
    [
      id,
      'the running variance',
      (options) => mutateLayers(options, { runningVariance: id === 'keras-gan' ? 'sample' : 'population' }),
    ],
    [id, 'β1 of D', (options) => mutateConfig(options, { 'optimizer.discriminator.beta1': 0.9 })],
    [id, 'β2 of G', (options) => mutateConfig(options, { 'optimizer.generator.beta2': 0.99 })],
    [id, 'learning rate of G', (options) => mutateConfig(options, { 'optimizer.generator.learningRate': 1e-4 })],
    [
      id,
      "Adam's epsilon",
      (options) => ({ ...options, recipe: { ...options.recipe, adamEpsilon: otherEpsilon(options.recipe) } }),
    ],
    [id, 'the goal of G', (options) => mutateConfig(options, { 'loss.generator': 'minimax' })],
    [
      id,
      "G's mode while it makes fakes",
      (options) => mutateDiscriminator(options, { fakes: id === 'keras-gan' ? 'training' : 'inference' }),
    ],
    [
      id,
      'the join of losses',
      (options) => mutateDiscriminator(options, { lossJoin: id === 'keras-gan' ? 'sum' : 'mean' }),
    ],
  ]);
  const fails = async (golden: Golden, options: DuelOptions, stepOf?: (trainer: Trainer) => void): Promise<void> =>
    expect(worst(await trainGolden(golden, options, stepOf)).size).toBeGreaterThan(1);

  test.each(mutations)('%s fails with %s changed', async (id, _what, mutate) => {
    const golden = readGolden(id);
    await fails(golden, mutate(goldenOptions(id, golden)));
  });

  test("Keras-GAN with D's two updates in one fails", async () => {
    const golden = readGolden('keras-gan');
    await fails(golden, mutateDiscriminator(goldenOptions('keras-gan', golden), { updates: 'together' }));
  });

  test.each(['fashion-gan-torch', 'keras-gan'])("%s with G's update before D's fails", async (id) => {
    const golden = readGolden(id);
    await fails(golden, goldenOptions(id, golden), (trainer) =>
      tf.tidy(() => {
        const { step, duel } = trainer;
        const given = golden.steps[step] as Golden['steps'][number];
        const asked = (golden: GoldenTensor) => ({ latents: toTensor(golden), labels: null });
        const real = { images: toTensor(given.real), labels: null };
        duel.updateGenerator(asked(given.latents.generator ?? given.latents.discriminator), goldenContext());
        duel.updateDiscriminator(real, asked(given.latents.discriminator), goldenContext());
        trainer.step += 1;
      }),
    );
  });
});
