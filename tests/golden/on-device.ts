import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { nodesOf } from '@shared/network/graph.ts';
import type { DeviceKind } from '@shared/doctor.ts';
import { openDevice } from '../../electron/engine/device/index.ts';
import { Duel, type DuelOptions } from '../../electron/engine/training/duel.ts';
import { gradientNorm } from '../../electron/engine/training/gradient-norm.ts';
import {
  discriminatorObjective,
  discriminatorUpdates,
} from '../../electron/engine/training/objective/discriminator.ts';
import { makeImages } from '../../electron/engine/training/objective/game.ts';
import { generatorObjective } from '../../electron/engine/training/objective/generator.ts';
import { gradientsOf } from '../../electron/engine/training/objective/gradients.ts';
import type { Objective } from '../../electron/engine/training/objective/objective.ts';
import { askedOfPaths, pathLengthObjective } from '../../electron/engine/training/objective/path-length.ts';
import { scheduledNumbers } from '../../electron/engine/training/step/eager-step.ts';
import { gradientDifferences, stepDifferences, TOLERANCE, type Difference } from './compare.ts';
import { GoldenTrainer, givenDraws } from './golden-trainer.ts';
import {
  distance,
  goldenOptions,
  goldenStart,
  PLAYERS,
  readGolden,
  stepOf,
  toLabels,
  toReal,
  toTensor,
  type Golden,
  type GoldenTensors,
  type Player,
} from './golden.ts';
import type { Mutation } from './mutation.ts';

/** The published presets, each with a file of what its original computes. */
export const IDS = [
  'keras-gan',
  'minimax',
  'fashion-gan-torch',
  'fashion-gan-tf',
  'gans-mlp',
  'dcgan-64',
  'wang-dcgan-28',
  'notmnist-dcgan',
  'gans-dcgan',
  'fastgan',
  'r3gan',
  'sngan-resnet',
  'sagan',
  'stylegan2',
  'pix2pix',
];
const GOLDENS = new Map(IDS.map((id) => [id, readGolden(id)]));
export const goldenOf = (id: string): Golden => GOLDENS.get(id) as Golden;

/** @param isEnough told all that differs so far after each step; where it says so, the steps after it are not trained */
export async function trainGolden(
  golden: Golden,
  options: DuelOptions,
  { duel, play }: Partial<Mutation> = {},
  isEnough: (differences: Difference[]) => boolean = () => false,
): Promise<Difference[]> {
  const trainer = new GoldenTrainer(options, golden, goldenStart(golden, options));
  try {
    duel?.(trainer.duel);
    const differences: Difference[] = [];
    for (const [step, expected] of golden.steps.entries()) {
      const stepped = await trainer.trainStep(play?.(trainer, golden));
      differences.push(...stepDifferences(golden, options, stepped, expected));
      expect(trainer.step).toBe(step + 1);
      if (isEnough(differences)) break;
    }
    return differences;
  } finally {
    trainer.dispose();
  }
}

export const expectSame = (differences: Difference[]): void =>
  expect(differences.filter(({ size }) => !(size <= 1))).toEqual([]);

/** Runs what reads asynchronously and lets go of its tensors. */
async function inScope(run: () => Promise<void>): Promise<void> {
  tf.engine().startScope();
  try {
    await run();
  } finally {
    tf.engine().endScope();
  }
}

/** Holds every preset on a device, op by op, to what its original computes. */
export function describeOnDevice(device: DeviceKind): void {
  beforeAll(async () => void (await openDevice(device)));

  describe.each(IDS)('%s', (id) => {
    const golden = goldenOf(id);
    const options = goldenOptions(id, golden);
    const withDuel = (check: (duel: Duel) => Promise<void>): Promise<void> =>
      inScope(async () => {
        const duel = new Duel(options);
        duel.restore(goldenStart(golden, options));
        await check(duel);
        duel.dispose();
      });
    const close = async (actual: tf.Tensor, expected: { data: number[] }): Promise<void> =>
      expect(distance(await actual.data(), expected.data)).toBeLessThan(TOLERANCE);

    test('forward in both modes, and the averages training mode leaves', () =>
      withDuel(async (duel) => {
        const { forward } = golden;
        const inputs = { generator: toTensor(forward.latents), discriminator: toTensor(forward.real) };
        for (const player of PLAYERS) {
          const masks = forward.masks.filter((mask) => mask.player === player);
          for (const mode of ['inference', 'training'] as const) {
            const draws = givenDraws({ masks });
            const labels = toLabels(forward.labels);
            const drawn = { mask: draws.dropout(), noise: draws.layerNoise(), ...(labels && { labels }) };
            const said = duel[player].forward(inputs[player], { mode, ...drawn });
            // Our D ends before its sigmoid.
            await close(player === 'discriminator' ? tf.sigmoid(said) : said, forward[mode][player]);
          }
          for (const [name, expected] of Object.entries(forward.averages[player])) {
            const average = duel[player].variables.find((variable) => variable.name === name);
            await close((average as NonNullable<typeof average>).value, expected);
          }
        }
      }));

    test('losses and every gradient of the first step', () =>
      withDuel(async (duel) => {
        const first = stepOf(golden, 0);
        const { recipe, config } = options;
        const lossOf = (name: string): number => first.losses[name] ?? Number.NaN;
        const context = { draws: givenDraws(first), noise: null, due: () => true };
        const check = async (player: Player, objectives: Objective[], losses: number[], begin = 0): Promise<void> => {
          for (const [index, objective] of objectives.entries()) {
            const { loss, gradients } = gradientsOf(duel[player], objective);
            expect(distance(await loss.data(), [losses[index] ?? Number.NaN])).toBeLessThan(TOLERANCE);
            const expected = first.gradients[player][begin + index] as GoldenTensors;
            const named = new Map<string, ArrayLike<number>>();
            for (const [place, { name }] of duel[player].trainable.entries())
              named.set(name, await (gradients[place] as tf.Tensor).data());
            expect([...named.keys()].sort()).toEqual(Object.keys(expected).sort());
            expectSame(gradientDifferences(nodesOf(options.networks[player]), named, expected, golden));
            const squares = Object.values(expected).flatMap(({ data }) => data.map((value) => value ** 2));
            const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
            expect(distance(await gradientNorm(gradients).data(), [norm])).toBeLessThan(TOLERANCE);
            const numbers = scheduledNumbers(duel, 0)(player);
            if (numbers) duel.optimizers[player].move(gradients, numbers);
            else if (recipe.order === 'alternating') duel.optimizers[player].update(gradients);
          }
        };
        const asked = (latents: typeof first.real, player: Player) => ({
          latents: toTensor(latents),
          labels: toLabels(first.labels?.[player]),
        });
        const real = { images: toReal(options.networks, first.real), labels: toLabels(first.labels?.real) };
        const drawn = asked(first.latents.discriminator, 'discriminator');
        const fake = makeImages(duel, context, drawn, recipe.discriminator.fakes);
        await check(
          'discriminator',
          discriminatorUpdates(duel, context.due).map((update) =>
            discriminatorObjective(duel, context, { real, fake }, update),
          ),
          [
            ...(recipe.discriminator.updates === 'together' ? ['dLoss'] : ['dLossReal', 'dLossFake']).map(lossOf),
            config['penalty.every'] * lossOf('dPenalty'),
          ],
        );
        const latents = first.latents.generator ?? first.latents.discriminator;
        const beside = first.realOfGenerator ? { images: toTensor(first.realOfGenerator), labels: null } : real;
        const askedOfG = asked(latents, 'generator');
        await check('generator', [generatorObjective(duel, context, beside, askedOfG)], [lossOf('gLoss')]);
        const { pathLengths } = duel;
        if (!pathLengths) return;
        const paths = pathLengthObjective(duel, pathLengths, context, askedOfPaths(duel, context, askedOfG));
        await check('generator', [paths], [config['path.every'] * lossOf('gPathPenalty')], 1);
      }));

    test('whole training steps: losses, weights, averages, slots', async () =>
      expectSame(await trainGolden(golden, options)));
  });
}
