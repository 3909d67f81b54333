import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@shared/config/schema.ts';
import type { NetworkPair } from '@shared/network/layers.ts';
import { summarizePair } from '@shared/network/summary.ts';
import type { Recipe } from '@shared/presets/index.ts';
import type { JudgedLogits } from '../metric/recorder.ts';
import { buildDiscriminator, Network } from '../network/network.ts';
import { Adam, type AdamNumbers } from './adam.ts';
import { discriminatorObjectives, generatorObjective, gradientsOf, type Objective } from './objectives.ts';
import { loadVariables, saveVariables, type TrainerState } from './state.ts';

/** The players of a GAN on the current device, and how each of them learns. */
export type Player = 'generator' | 'discriminator';

/** Gives the numbers of a player's next update, where Adam itself does not count them. */
export type NextNumbers = (player: Player) => AdamNumbers<tf.Tensor>;

export interface DuelOptions {
  networks: NetworkPair;
  recipe: Recipe;
  config: RunConfig;
}

/** Both networks with their optimisers. */
export class Duel {
  readonly generator: Network;
  readonly discriminator: Network;
  readonly optimizers: { readonly generator: Adam; readonly discriminator: Adam };

  /** @throws {LayerError} when the networks do not fit each other */
  constructor(readonly options: DuelOptions) {
    const { networks, recipe, config } = options;
    summarizePair(networks);
    const { height, width, channels } = networks.image;
    const source = { initializer: config['network.initializer'], seed: config.seed };
    this.generator = new Network(networks.generator, [networks.latentSize], { ...source, purpose: 'generatorWeights' });
    this.discriminator = buildDiscriminator(networks.discriminator, [height, width, channels], {
      ...source,
      purpose: 'discriminatorWeights',
    });
    const adam = (player: Player): Adam =>
      new Adam(this[player].trainable, {
        learningRate: config[`optimizer.${player}.learningRate`],
        beta1: config[`optimizer.${player}.beta1`],
        beta2: config[`optimizer.${player}.beta2`],
        epsilon: recipe.adamEpsilon,
      });
    this.optimizers = { generator: adam('generator'), discriminator: adam('discriminator') };
  }

  /**
   * D learns from real images [n, height, width, channels] and from G's fakes of latents [n, latent size].
   * @returns what D said before each of its updates
   */
  updateDiscriminator(real: tf.Tensor, latents: tf.Tensor, next?: NextNumbers): JudgedLogits[] {
    const { recipe } = this.options;
    const fake = this.generator.forward(latents, { mode: recipe.discriminator.fakes });
    const objectives = discriminatorObjectives(recipe.discriminator, this.discriminator, real, fake);
    return objectives.map((objective) => this.#descend('discriminator', objective, next));
  }

  /** G learns to fool D with its images of latents [n, latent size]. @returns what D said of them before the update */
  updateGenerator(latents: tf.Tensor, next?: NextNumbers): JudgedLogits {
    const goal = this.options.config['loss.generator'];
    return this.#descend('generator', generatorObjective(goal, this.generator, this.discriminator, latents), next);
  }

  #descend(player: Player, objective: Objective, next?: NextNumbers): JudgedLogits {
    const { logits, gradients } = gradientsOf(this[player], objective);
    if (next) this.optimizers[player].move(gradients, next(player));
    else this.optimizers[player].update(gradients);
    tf.dispose(gradients);
    return { logits, parts: objective.parts };
  }

  /** All weights, averages and optimiser slots; waits for the device. */
  async save(): Promise<Pick<TrainerState, Player | 'optimizers'>> {
    const optimizer = async ({ iterations, slots }: Adam) => ({ iterations, slots: await saveVariables(slots) });
    return {
      generator: await saveVariables(this.generator.variables),
      discriminator: await saveVariables(this.discriminator.variables),
      optimizers: {
        generator: await optimizer(this.optimizers.generator),
        discriminator: await optimizer(this.optimizers.discriminator),
      },
    };
  }

  /** @throws {ForgerError} damaged when the state is not of these networks */
  restore(state: Pick<TrainerState, Player | 'optimizers'>): void {
    for (const player of ['generator', 'discriminator'] as const) {
      loadVariables(this[player].variables, state[player]);
      loadVariables(this.optimizers[player].slots, state.optimizers[player].slots);
      this.optimizers[player].iterations = state.optimizers[player].iterations;
    }
  }

  dispose(): void {
    for (const player of ['generator', 'discriminator'] as const) {
      this[player].dispose();
      this.optimizers[player].dispose();
    }
  }
}
