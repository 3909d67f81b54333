import * as tf from '@tensorflow/tfjs-core';
import { keepsAverage } from '@shared/config/schedules.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import { discriminatorInput, generatorInput, type NetworkPair } from '@shared/network/layers.ts';
import { summarizePair } from '@shared/network/summary.ts';
import type { Recipe } from '@shared/presets/index.ts';
import { readingsOf, type Readings } from '../metric/readings.ts';
import type { NamedTensor } from '@shared/network/layers-model.ts';
import { loadPretrained } from '../network/pretrained.ts';
import { buildDiscriminator, Network } from '../network/network.ts';
import type { Pass } from '../network/pass.ts';
import type { Variable } from '../network/variable.ts';
import { AugmentProbability } from './ada/index.ts';
import { followWeights } from './average.ts';
import { drawsOf } from './device-draws.ts';
import { gradientNorm } from './gradient-norm.ts';
import { makeOptimizer } from './make-optimizer.ts';
import {
  accumulateGradients,
  microbatchSizes,
  splitAsked,
  splitImages,
  type After,
  type Learned,
  type Microbatch,
} from './microbatches.ts';
import { discriminatorObjective, discriminatorUpdates, type Shown } from './objective/discriminator.ts';
import { makeImages, type Asked, type Game, type LabelledImages, type StepContext } from './objective/game.ts';
import { generatorObjective } from './objective/generator.ts';
import { askedOfPaths, pathLengthObjective } from './objective/path-length.ts';
import type { Optimizer, UpdateNumbers } from './optimizer.ts';
import type { TrainingState } from '@shared/training-state.ts';
import { PathLengths } from './path-lengths.ts';
import { ScoreMeans } from './score-means.ts';
import { loadVariables, saveVariables } from './state.ts';

/** The players of a GAN on the current device, and how each of them learns. */
export type Player = 'generator' | 'discriminator';

/**
 * What is the step's own, and the numbers of a player's next update where its optimiser does not count them, or they follow
 * a schedule.
 */
export interface DuelContext extends StepContext {
  next?: (player: Player) => UpdateNumbers<tf.Tensor> | null;
  /** Where one graph makes all steps: the length of a gradient, at least once in so many; NaN where it is not taken. */
  lengthOnceIn?: (every: number, gradients: readonly tf.Tensor[]) => tf.Scalar;
  /** Keeps microbatches from being worked on at once, where steps do not run op by op. */
  after?: After;
}

export interface DuelOptions {
  networks: NetworkPair;
  recipe: Recipe;
  config: RunConfig;
  /** Weights of the network that sees, for the layers of D that are its; left out where speed alone counts, they are drawn. */
  pretrained?: readonly NamedTensor[];
}

/** What an update is made on: real images, and what G is asked for. */
interface Batch {
  real: LabelledImages;
  asked: Asked;
}

/** What the duel holds between steps. */
type DuelState = Omit<TrainingState, 'step' | 'elapsed' | 'distance'>;

/** Both networks with their optimisers. */
export class Duel implements Game {
  readonly generator: Network;
  readonly discriminator: Network;
  readonly optimizers: { readonly generator: Optimizer; readonly discriminator: Optimizer };
  /** The EMA of G's weights; null without. */
  readonly average: Network | null;
  /** The probability of ADA's changes; null without. */
  readonly augmentProbability: AugmentProbability | null;
  /** LeCam's running means of D's scores; null without. */
  readonly scoreMeans: ScoreMeans | null;
  /** The running mean of path lengths; null where they do not count, or G has no styles. */
  readonly pathLengths: PathLengths | null;

  /** @throws {LayerError} when the networks do not fit each other */
  constructor(readonly options: DuelOptions) {
    const { networks, recipe, config } = options;
    summarizePair(networks);
    const source = { initializer: config['network.initializer'], draws: drawsOf(config.seed) };
    const makeGenerator = (): Network =>
      new Network(networks.generator, generatorInput(networks), { ...source, purpose: 'generatorWeights' });
    this.generator = makeGenerator();
    this.discriminator = buildDiscriminator(
      networks.discriminator,
      discriminatorInput(networks),
      { ...source, purpose: 'discriminatorWeights' },
      config['transfer.frozen'],
    );
    if (options.pretrained) loadPretrained(this.discriminator, networks.discriminator, options.pretrained);
    // It starts as G does: from the same seed.
    this.average = keepsAverage(config) ? makeGenerator() : null;
    this.scoreMeans = config['lecam.weight'] > 0 ? new ScoreMeans(config['lecam.start']) : null;
    this.pathLengths = config['path.weight'] > 0 && this.generator.styles.length > 0 ? new PathLengths() : null;
    this.augmentProbability = config['ada.kind'] === 'off' ? null : new AugmentProbability(config);
    const optimizer = (player: Player): Optimizer =>
      makeOptimizer(this[player].trainable, player, config, recipe.adamEpsilon);
    this.optimizers = { generator: optimizer('generator'), discriminator: optimizer('discriminator') };
  }

  get networks(): NetworkPair {
    return this.options.networks;
  }

  get recipe(): Recipe {
    return this.options.recipe;
  }

  get config(): RunConfig {
    return this.options.config;
  }

  /** Everything that lasts from step to step. */
  get variables(): Variable[] {
    return [
      this.generator,
      this.discriminator,
      ...(this.average ? [this.average] : []),
      ...(this.augmentProbability ? [this.augmentProbability] : []),
      ...(this.scoreMeans ? [this.scoreMeans] : []),
      ...(this.pathLengths ? [this.pathLengths] : []),
      ...Object.values(this.optimizers),
    ].flatMap(({ variables }) => [...variables]);
  }

  /** D learns from real images and from G's fakes. @returns what was read in each of its updates */
  updateDiscriminator(real: LabelledImages, asked: Asked, context: DuelContext): Readings[] {
    return this.#discriminatorUpdates(real, asked, context).map(({ microbatches, shown }) =>
      shown === 'penalties'
        ? this.#regularize('discriminator', microbatches, context)
        : this.#descend('discriminator', microbatches, context),
    );
  }

  /** G learns to fool D. @param real the images D saw last, or new ones for a loss of pairs @returns what was read in the update */
  updateGenerator(real: LabelledImages, asked: Asked, context: DuelContext): Readings {
    return this.#descend('generator', this.#generatorUpdate(real, asked, context), context);
  }

  /** G's updates of their own for what is asked of it beside fooling D, of those that are due. @returns what was read in each */
  regularizeGenerator(asked: Asked, context: DuelContext): Readings[] {
    const { pathLengths } = this;
    if (!pathLengths || !context.due(this.config['path.every'])) return [];
    const paths = askedOfPaths(this, context, asked);
    const sizes = this.#sizes(paths.latents);
    const microbatches = splitAsked(paths, sizes.length).map((microbatch, index): Microbatch => ({
      images: sizes[index] ?? 0,
      objective: (held) =>
        pathLengthObjective(this, pathLengths, context, { ...microbatch, latents: held(microbatch.latents) }),
    }));
    return [this.#regularize('generator', microbatches, context)];
  }

  /** Both learn at once: all gradients are taken before either moves. */
  updateBoth(ofDiscriminator: Batch, ofGenerator: Batch, context: DuelContext): Readings[] {
    const updates = this.#discriminatorUpdates(ofDiscriminator.real, ofDiscriminator.asked, context);
    // G makes its images once in the originals: its buffers move once.
    const updateBuffers = this.recipe.discriminator.fakes !== 'training';
    const learned = [
      ...updates.map(({ microbatches }) => ['discriminator', microbatches] as const),
      ['generator', this.#generatorUpdate(ofGenerator.real, ofGenerator.asked, context, { updateBuffers })] as const,
    ].map(([player, microbatches]) => [player, this.#learn(player, microbatches, context)] as const);
    return learned.map(([player, { readings, gradients }]) => {
      this.#move(player, gradients, context);
      return readings;
    });
  }

  /** The EMA follows G, once a step in which G moves. @param share how far, where it goes by a half-life */
  followGenerator(share: tf.Tensor | null): void {
    if (this.average) followWeights(this.average, this.generator, share ?? this.config['ema.decay']);
  }

  /** For each update of D the microbatches of its batch. */
  #discriminatorUpdates(
    real: LabelledImages,
    asked: Asked,
    context: DuelContext,
  ): { shown: Shown; microbatches: Microbatch[] }[] {
    const sizes = this.#sizes(real.images);
    const fakes: LabelledImages[] = [];
    for (const { latents, labels } of splitAsked(asked, sizes.length)) {
      const made = fakes.map(({ images }) => images);
      const held = context.after && made.length > 0 ? context.after(latents, made) : latents;
      fakes.push(makeImages(this, context, { latents: held, labels }, this.recipe.discriminator.fakes));
    }
    const pairs = splitImages(real, sizes.length).flatMap((images, index) => {
      const fake = fakes[index];
      return fake ? { images: sizes[index] ?? 0, real: images, fake } : [];
    });
    return discriminatorUpdates(this, context.due).map((shown) => ({
      shown,
      microbatches: pairs.map((pair): Microbatch => ({
        images: pair.images,
        objective: (held) => {
          const given = ({ images, labels }: LabelledImages): LabelledImages => ({ images: held(images), labels });
          const [real, fake] = [given(pair.real), given(pair.fake)];
          return discriminatorObjective(this, context, { real, fake }, shown);
        },
      })),
    }));
  }

  #generatorUpdate(real: LabelledImages, asked: Asked, context: DuelContext, pass?: Partial<Pass>): Microbatch[] {
    const sizes = this.#sizes(asked.latents);
    const reals = splitImages(real, sizes.length);
    return splitAsked(asked, sizes.length).map((microbatch, index) => ({
      images: sizes[index] ?? 0,
      objective: (held) =>
        generatorObjective(
          this,
          context,
          reals[index] ?? real,
          { ...microbatch, latents: held(microbatch.latents) },
          pass,
        ),
    }));
  }

  #sizes({ shape: [count = 0] }: tf.Tensor): number[] {
    return microbatchSizes(count, this.config['batch.accumulate']);
  }

  /** A batch's gradients, and what was read with them: their length too, where the run asks for it. */
  #learn(player: Player, microbatches: readonly Microbatch[], context: DuelContext): Learned {
    const learned = accumulateGradients(this[player], microbatches, context.after);
    const values = this.#norm(player, learned.gradients, context);
    if (!values) return learned;
    const kind = player === 'generator' ? 'gradientGenerator' : 'gradientDiscriminator';
    return { ...learned, readings: readingsOf([learned.readings, { values, parts: [{ kind, count: 1 }] }]) };
  }

  /** Null where none is taken. */
  #norm(player: Player, gradients: readonly tf.Tensor[], { due, lengthOnceIn }: DuelContext): tf.Scalar | null {
    const { config } = this;
    if (config['gradients.norms'] === 'off') return null;
    // A player that rests is looked at as often by what it does.
    const every = config['gradients.every'] * config[`steps.${player}Every`];
    if (lengthOnceIn && config['gradients.every'] > 1) return lengthOnceIn(every, gradients);
    return due(every) ? gradientNorm(gradients) : null;
  }

  #descend(player: Player, microbatches: readonly Microbatch[], context: DuelContext): Readings {
    const { readings, gradients } = this.#learn(player, microbatches, context);
    this.#move(player, gradients, context);
    return readings;
  }

  /** An update of its own for what seldom runs: the length of its gradient would be none of those that are charted. */
  #regularize(player: Player, microbatches: readonly Microbatch[], context: DuelContext): Readings {
    const { readings, gradients } = accumulateGradients(this[player], microbatches, context.after);
    this.#move(player, gradients, context);
    return readings;
  }

  #move(player: Player, gradients: tf.Tensor[], { next }: DuelContext): void {
    const numbers = next?.(player) ?? null;
    if (numbers) this.optimizers[player].move(gradients, numbers);
    else this.optimizers[player].update(gradients);
    tf.dispose(gradients);
    if (player === 'discriminator') this.#clip();
  }

  /** Cuts D's weights (Arjovsky et al. 2017, algorithm 1). */
  #clip(): void {
    const limit = this.config['clip.weights'];
    if (limit === 0) return;
    tf.tidy(() => {
      for (const weight of this.discriminator.trainable) weight.assign(tf.clipByValue(weight.value, -limit, limit));
    });
  }

  /** All weights, buffers and optimiser slots; waits for the device. */
  async save(): Promise<DuelState> {
    const optimizer = async ({ iterations, slots }: Optimizer) => ({ iterations, slots: await saveVariables(slots) });
    const numbers = {
      ...(await this.augmentProbability?.save()),
      ...(await this.scoreMeans?.save()),
      ...(await this.pathLengths?.save()),
    };
    return {
      generator: await saveVariables(this.generator.variables),
      discriminator: await saveVariables(this.discriminator.variables),
      optimizers: {
        generator: await optimizer(this.optimizers.generator),
        discriminator: await optimizer(this.optimizers.discriminator),
      },
      ...(this.average && { average: await saveVariables(this.average.variables) }),
      ...(Object.keys(numbers).length > 0 && { numbers }),
    };
  }

  /** @throws {ForgerError} damaged when the state is not of these networks */
  restore(state: DuelState): void {
    for (const player of ['generator', 'discriminator'] as const) {
      loadVariables(this[player].variables, state[player]);
      const { iterations, slots } = state.optimizers[player];
      const own = this.optimizers[player];
      // Before its first update an optimiser has nothing to remember.
      if (iterations === 0 && slots.length === 0)
        for (const slot of own.slots) slot.load(new Float32Array(tf.util.sizeFromShape([...slot.shape])));
      else loadVariables(own.slots, slots);
      own.iterations = iterations;
    }
    if (this.average) loadVariables(this.average.variables, state.average ?? []);
    this.augmentProbability?.restore(state.numbers ?? {});
    this.scoreMeans?.restore(state.numbers ?? {});
    this.pathLengths?.restore(state.numbers ?? {});
  }

  dispose(): void {
    for (const player of ['generator', 'discriminator'] as const) {
      this[player].dispose();
      this.optimizers[player].dispose();
    }
    this.average?.dispose();
    this.augmentProbability?.dispose();
    this.scoreMeans?.dispose();
    this.pathLengths?.dispose();
  }
}
