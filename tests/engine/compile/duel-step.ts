import * as tf from '@tensorflow/tfjs-core';
import { resolveConfig } from '@shared/config/resolve.ts';
import { findPreset, type Recipe } from '@shared/presets/index.ts';
import type { ProgramVariable, StepOps } from '../../../electron/engine/compile/index.ts';
import { applyAdamInPlace } from '../../../electron/engine/native/apply-adam.ts';
import type { ResourceVariable } from '../../../electron/engine/native/resource-variable.ts';
import type { AdamSettings } from '../../../electron/engine/training/adam-numbers.ts';
import type { Adam } from '../../../electron/engine/training/adam.ts';
import { Duel, type Player } from '../../../electron/engine/training/duel.ts';
import {
  discriminatorObjective,
  discriminatorUpdates,
} from '../../../electron/engine/training/objective/discriminator.ts';
import { makeImages } from '../../../electron/engine/training/objective/game.ts';
import { generatorObjective } from '../../../electron/engine/training/objective/generator.ts';
import { gradientsOf } from '../../../electron/engine/training/objective/gradients.ts';
import { tracedAdamNumbers } from '../../../electron/engine/training/traced-numbers.ts';
import { normals, uniforms } from '../../../electron/engine/random/draws.ts';
import { javascriptDraws, stepDraws, type DrawSource } from '../../../electron/engine/random/step-draws.ts';

export const BATCH = 16;
const image = { height: 6, width: 5, channels: 1 } as const;

export function makeDuel(presetId: string, changed: Partial<Recipe> = {}): Duel {
  const preset = findPreset(presetId)!;
  const config = resolveConfig({ preset: presetId, dataset: 'none', seed: 7 });
  return new Duel({
    networks: preset.networks(image, config['latent.size'], 0),
    recipe: { ...preset.recipe, ...changed },
    config,
  });
}

export const variablesOf = ({ generator, discriminator, optimizers }: Duel): ProgramVariable[] =>
  [
    ...generator.variables,
    ...discriminator.variables,
    ...optimizers.generator.slots,
    ...optimizers.discriminator.slots,
  ] as unknown as ProgramVariable[];

/** Everything a step may change, by name. */
export function stateOf(duel: Duel): Map<string, Float32Array> {
  const parts = { generator: duel.generator, discriminator: duel.discriminator };
  return new Map(
    Object.entries(parts).flatMap(([player, network]) =>
      [...network.variables, ...duel.optimizers[player as Player].slots].map(
        (variable) => [`${player}/${variable.name}`, variable.value.dataSync() as Float32Array] as const,
      ),
    ),
  );
}

export function feedsOf(duel: Duel, step: number): { real: Float32Array; latents: Float32Array } {
  const pixels = image.height * image.width * image.channels;
  return {
    real: uniforms({ seed: 3, purpose: 'imageOrder', step }, BATCH * pixels, -1, 1),
    latents: normals({ seed: 3, purpose: 'sampleLatents', step }, BATCH * duel.options.networks.latentSize),
  };
}

export const inputsOf = (duel: Duel) => ({
  real: { shape: [BATCH, image.height, image.width, image.channels], dtype: 'float32' as const },
  latents: { shape: [BATCH, duel.options.networks.latentSize], dtype: 'float32' as const },
});

/** Moves one network's weights; `update` counts that network's updates within the step, from 0. */
export type Mover = (player: Player, update: number, gradients: readonly tf.Tensor[]) => void;

/** One step of a recipe: D's updates, then G's on the same latents. Gives each update's loss and readings. */
export function play(
  duel: Duel,
  inputs: Record<string, tf.Tensor>,
  source: DrawSource,
  move: Mover,
): Record<string, tf.Tensor> {
  const [images, latents] = [inputs['real']!, inputs['latents']!];
  const real = { images, labels: null };
  const context = { draws: stepDraws(source), noise: null, due: () => true };
  const asked = { latents, labels: null };
  const results: Record<string, tf.Tensor> = {};
  const descend = (player: Player, update: number, objective: Parameters<typeof gradientsOf>[1]): void => {
    const { loss, readings, gradients } = gradientsOf(duel[player], objective);
    results[`${player}/loss/${update}`] = loss;
    results[`${player}/readings/${update}`] = readings.values;
    move(player, update, gradients);
  };
  const fake = makeImages(duel, context, asked, duel.recipe.discriminator.fakes);
  discriminatorUpdates(duel, context.due).forEach((shown, update) =>
    descend('discriminator', update, discriminatorObjective(duel, context, { real, fake }, shown)),
  );
  descend('generator', 0, generatorObjective(duel, context, real, asked));
  return results;
}

export const updatesPerStep = (duel: Duel, player: Player): number =>
  player === 'discriminator' && duel.options.recipe.discriminator.updates === 'separate' ? 2 : 1;

interface Numbers {
  rate: tf.Tensor;
  epsilon: tf.Tensor;
}

/** What a broken Adam does differently. */
export interface Mutation {
  beta1?: number;
  epsilon?: Recipe['adamEpsilon'];
  /** Counts the updates wrongly. */
  frozenStep?: boolean;
  /** A weight that is not moved. */
  skip?: string;
}

const settingsOf = (duel: Duel, player: Player, { beta1, epsilon }: Mutation = {}): AdamSettings => ({
  ...(duel.optimizers[player] as Adam).settings,
  ...(beta1 === undefined ? {} : { beta1 }),
  ...(epsilon === undefined ? {} : { epsilon }),
});

/** Fused Adam with given step sizes. */
export function moveByAdam(
  duel: Duel,
  numbers: (player: Player, update: number) => Numbers,
  mutation: Mutation = {},
): Mover {
  return (player, update, gradients) => {
    const { slots } = duel.optimizers[player];
    const settings = settingsOf(duel, player, mutation);
    const scalars = {
      ...numbers(player, update),
      zero: tf.scalar(0),
      beta1: tf.scalar(settings.beta1),
      beta2: tf.scalar(settings.beta2),
    };
    duel[player].trainable.forEach((weight, index) => {
      if (`${player}/${weight.name}` === mutation.skip) return;
      const [w, m, v] = [weight, slots[2 * index]!, slots[2 * index + 1]!] as unknown as ResourceVariable[];
      applyAdamInPlace(w!, m!, v!, scalars, gradients[index]!);
    });
  };
}

/** Adam's step sizes worked out in the graph, from the step alone. */
export const tracedNumbers =
  (duel: Duel, ops: StepOps, mutation: Mutation = {}) =>
  (player: Player, update: number): Numbers => {
    const step = mutation.frozenStep ? tf.zerosLike(ops.step) : ops.step;
    const before = tf.mul(step, tf.scalar(updatesPerStep(duel, player), 'int32'));
    return tracedAdamNumbers(ops, settingsOf(duel, player, mutation), tf.add(before, tf.scalar(update + 1, 'int32')));
  };

/** The same in JavaScript. */
export const eagerNumbers =
  (duel: Duel, step: number) =>
  (player: Player, update: number): Numbers => {
    const numbers = duel.optimizers[player].numbers(step * updatesPerStep(duel, player) + update + 1);
    return { rate: tf.scalar(numbers.rate), epsilon: tf.scalar(numbers.epsilon) };
  };

/** Plain gradient descent: rounding does not grow in it as it does in Adam. */
export const moveBySgd =
  (duel: Duel, rate: number): Mover =>
  (player, _update, gradients) =>
    duel[player].trainable.forEach((weight, index) =>
      weight.assign(tf.sub(weight.value, tf.mul(gradients[index]!, rate))),
    );

/** Runs one step op by op. */
export function playEagerly(duel: Duel, step: number, move: Mover): Record<string, Float32Array> {
  const feeds = feedsOf(duel, step);
  const specs = inputsOf(duel);
  const results = tf.tidy(() =>
    play(
      duel,
      { real: tf.tensor(feeds.real, specs.real.shape), latents: tf.tensor(feeds.latents, specs.latents.shape) },
      javascriptDraws(duel.config.seed, step),
      move,
    ),
  );
  const values = Object.fromEntries(
    Object.entries(results).map(([name, tensor]) => [name, tensor.dataSync() as Float32Array]),
  );
  tf.dispose(results);
  return values;
}
