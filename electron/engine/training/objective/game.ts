import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@shared/config/schema.ts';
import type { NetworkPair } from '@shared/network/layers.ts';
import { isPaired } from '@shared/pairs.ts';
import type { Recipe } from '@shared/presets/index.ts';
import type { Network, Pass } from '../../network/network.ts';
import type { StepDraws } from '../../random/step-draws.ts';
import type { Augmentation } from '../ada/index.ts';
import type { PathLengths } from '../path-lengths.ts';
import type { ScoreMeans } from '../score-means.ts';
import { drawStyles, mixesStyles } from './styles.ts';

/** The players and the rules they play by. */
export interface Game {
  networks: NetworkPair;
  recipe: Recipe;
  config: RunConfig;
  generator: Network;
  discriminator: Network;
  /** LeCam's running means of D's scores; left out without. */
  scoreMeans?: ScoreMeans | null;
  /** The running mean of path lengths; left out without. */
  pathLengths?: PathLengths | null;
}

/** Whether what runs once in `every` steps runs in this one. */
export type Due = (every: number) => boolean;

/** What belongs to one training step. */
export interface StepContext {
  due: Due;
  draws: StepDraws;
  /** Standard deviation of the instance noise; null without. */
  noise: tf.Tensor | null;
  /** What the weight of penalties is multiplied by, where it follows a schedule. */
  penaltyShare?: tf.Tensor | null;
  /** How what D sees is augmented by ADA; left out without. */
  augmentation?: Augmentation;
}

/**
 * Images [n, height, width, channels], scaled as G makes them, with their labels, int32 [n], where there are any. Where G learns
 * from pairs they are an input and its target, or what G made of it, joined: [n, height, width, 2 · channels].
 */
export interface LabelledImages {
  images: tf.Tensor;
  labels: tf.Tensor | null;
}

/** What G makes images of: latents [n, latent size], or the inputs of pairs [n, height, width, channels]; and the labels asked for. */
export interface Asked {
  latents: tf.Tensor;
  labels: tf.Tensor | null;
}

export const countOf = ({ images }: LabelledImages): number => images.shape[0] ?? 0;

/** A pass in training mode, with masks, noise and labels where there are any. */
export function trainingPass(draws: StepDraws, labels: tf.Tensor | null, rest: Partial<Pass> = {}): Pass {
  return { mode: 'training', mask: draws.dropout(), noise: draws.layerNoise(), ...(labels && { labels }), ...rest };
}

/** G's images of what it is asked for. @param mode of batch norm and dropout */
export function makeImages(
  game: Game,
  { draws }: StepContext,
  { latents, labels }: Asked,
  mode: Pass['mode'],
  rest: Partial<Pass> = {},
): LabelledImages {
  const { generator } = game;
  const pass = { ...trainingPass(draws, labels, rest), mode };
  if (isPaired(game.networks)) return { images: tf.concat([latents, generator.forward(latents, pass)], 3), labels };
  if (!mixesStyles(game)) return { images: generator.forward(latents, pass), labels };
  return { images: generator.forwardFrom(drawStyles(game, draws, latents, pass), latents, pass), labels };
}
