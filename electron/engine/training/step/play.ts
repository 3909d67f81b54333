import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { joinJudged, type JudgedLogits } from '../../metric/recorder.ts';
import type { Duel, DuelOptions, NextNumbers, Player } from '../duel.ts';
import type { Feed } from '../feed.ts';

/** An array that a training step is fed. */
export interface StepInput {
  name: string;
  shape: readonly number[];
  valuesAt(step: number): Float32Array;
}

const realName = (part: number): string => `real/${part}`;
const latentsName = (player: Player, part: number): string => `${player}/latents/${part}`;
const parts = (count: number): number[] => Array.from({ length: count }, (_, part) => part);

/** Everything a step that sees `count` real images is fed: a batch for each update of D, latents for each update. */
export function stepInputs({ networks, recipe, config }: DuelOptions, feed: Feed, count: number): StepInput[] {
  const { height, width, channels } = networks.image;
  const share = recipe.discriminator.share === 'half' ? Math.max(1, Math.floor(count / 2)) : count;
  const latents = (player: Player, part: number, rows: number): StepInput => ({
    name: latentsName(player, part),
    shape: [rows, networks.latentSize],
    valuesAt: (step) => feed.latents(player, step, part, rows),
  });
  return [
    ...parts(config['steps.discriminator']).flatMap((part): StepInput[] => [
      {
        name: realName(part),
        shape: [share, height, width, channels],
        valuesAt: (step) => feed.real(step, part, share),
      },
      latents('discriminator', part, share),
    ]),
    ...(recipe.generator.latents === 'fresh'
      ? parts(config['steps.generator']).map((part) => latents('generator', part, count))
      : []),
  ];
}

/**
 * One training step: D's updates, then G's. All tensors belong to the current tidy scope.
 * @param inputs the {@link stepInputs}, by name
 * @returns what D said in each update, before it
 */
export function playStep(
  duel: Duel,
  inputs: Readonly<Record<string, Tensor>>,
  next?: NextNumbers,
): JudgedLogits<Tensor1D> {
  const { config, recipe } = duel.options;
  const input = (name: string): Tensor => {
    const tensor = inputs[name];
    if (!tensor) throw new Error(`The step was not fed ${name}.`);
    return tensor;
  };
  const rounds = config['steps.discriminator'];
  const said = parts(rounds).flatMap((part) =>
    duel.updateDiscriminator(input(realName(part)), input(latentsName('discriminator', part)), next),
  );
  for (const part of parts(config['steps.generator'])) {
    const drawn =
      recipe.generator.latents === 'fresh' ? latentsName('generator', part) : latentsName('discriminator', rounds - 1);
    said.push(duel.updateGenerator(input(drawn), next));
  }
  return joinJudged(said);
}
