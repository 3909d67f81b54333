import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@shared/config/schema.ts';
import { hasAuxiliaryClassifier, type NetworkPair } from '@shared/network/layers.ts';
import type { Recipe } from '@shared/presets/index.ts';
import { readingsOf, type ReadingKind, type Readings } from '../metric/readings.ts';
import type { Network, Pass } from '../network/network.ts';
import type { StepDraws } from '../random/step-draws.ts';
import { augment } from './augment.ts';
import { classLosses, discriminatorLosses, generatorLosses, type Counts } from './losses.ts';
import { gradientPenalty } from './penalty.ts';
import { drawTargets } from './targets.ts';

/** The players and the rules they play by. */
export interface Game {
  networks: NetworkPair;
  recipe: Recipe;
  config: RunConfig;
  generator: Network;
  discriminator: Network;
}

/** What is the step's own. */
export interface StepContext {
  draws: StepDraws;
  /** Standard deviation of the instance noise; null without. */
  noise: tf.Tensor | null;
}

/** Images [n, height, width, channels], scaled as G makes them, with their labels, int32 [n], where there are any. */
export interface LabelledImages {
  images: tf.Tensor;
  labels: tf.Tensor | null;
}

/** What G makes images of: latents [n, latent size], and the labels asked for. */
export interface Asked {
  latents: tf.Tensor;
  labels: tf.Tensor | null;
}

/** What one optimiser update minimises. */
export interface Objective {
  /** Runs the forward passes, once. All tensors belong to the current tidy scope. */
  evaluate(): { loss: tf.Scalar; readings: Readings };
}

const countOf = ({ images }: LabelledImages): number => images.shape[0] ?? 0;

/** A pass in training mode, with masks and labels where there are any. */
function trainingPass(draws: StepDraws, labels: tf.Tensor | null, rest: Partial<Pass> = {}): Pass {
  return { mode: 'training', mask: draws.dropout(), ...(labels && { labels }), ...rest };
}

/** G's images of what it is asked for. @param mode of batch norm and dropout */
export function makeImages(
  { generator }: Game,
  { draws }: StepContext,
  { latents, labels }: Asked,
  mode: Pass['mode'],
  rest: Partial<Pass> = {},
): LabelledImages {
  return { images: generator.forward(latents, { ...trainingPass(draws, labels, rest), mode }), labels };
}

/** Images as D sees them: augmented, with instance noise. */
function observed({ config }: Game, { draws, noise }: StepContext, images: tf.Tensor): tf.Tensor {
  const augmented = augment(images, config, draws);
  return noise ? tf.add(augmented, tf.mul(noise, draws.normals('instanceNoise', images.shape))) : augmented;
}

/** What D says of images: its scores [n, 1], and class logits [n, classes] where it names classes. */
function judge(
  { discriminator, networks }: Game,
  { draws }: StepContext,
  { images, labels }: LabelledImages,
  rest: Partial<Pass> = {},
): { scores: tf.Tensor; classes: tf.Tensor | null } {
  const said = discriminator.forward(images, trainingPass(draws, labels, rest));
  if (!hasAuxiliaryClassifier(networks)) return { scores: said, classes: null };
  return { scores: tf.slice(said, [0, 0], [-1, 1]), classes: tf.slice(said, [0, 1], [-1, -1]) };
}

const join = (a: LabelledImages, b: LabelledImages): LabelledImages => ({
  images: tf.concat([a.images, b.images]),
  labels: a.labels && b.labels && tf.concat([a.labels, b.labels]),
});

const two = (first: ReadingKind, a: number, second: ReadingKind, b: number) => [
  { kind: first, count: a },
  { kind: second, count: b },
];

/** Σ weight · loss, where every real image has one weight and every fake another. */
function weighted(losses: tf.Tensor, counts: Counts, weights: Counts): tf.Scalar {
  if (weights.real === weights.fake || counts.fake === 0) return tf.mul(tf.sum(losses), weights.real);
  if (counts.real === 0) return tf.mul(tf.sum(losses), weights.fake);
  const row = new Float32Array(counts.real + counts.fake).fill(weights.fake).fill(weights.real, 0, counts.real);
  return tf.sum(tf.mul(losses, tf.tensor2d(row, [row.length, 1])));
}

/**
 * D's objectives of one update of the recipe, in order: real and fake together, or one after the other.
 * @param real,fake scaled as G makes them; no gradient reaches G through `fake`
 */
export function discriminatorObjectives(
  game: Game,
  context: StepContext,
  real: LabelledImages,
  fake: LabelledImages,
): Objective[] {
  const { config, recipe, discriminator } = game;
  const { updates, lossJoin } = recipe.discriminator;
  const [reals, fakes] = [countOf(real), countOf(fake)];
  // Where both move at once G's update asks D about the same fakes: TensorFlow finds that out if D sees them alone.
  const apart = discriminator.mixesBatch || recipe.order === 'simultaneous';
  const see = (given: LabelledImages): LabelledImages => ({
    ...given,
    images: observed(game, context, given.images),
  });
  const objective = (counts: Counts, weights: Counts): Objective => ({
    evaluate: () => {
      const [shownReal, shownFake] = [counts.real > 0 ? see(real) : null, counts.fake > 0 ? see(fake) : null];
      const said = seeAll(game, context, shownReal, shownFake, apart);
      const losses = discriminatorLosses(
        config['loss.kind'],
        said.scores,
        counts,
        drawTargets(config, context.draws, counts),
      );
      const readings = [
        { values: said.scores, parts: two('real', counts.real, 'fake', counts.fake) },
        { values: losses, parts: two('lossReal', counts.real, 'lossFake', counts.fake) },
      ];
      let loss = weighted(losses, counts, weights);
      if (said.classes && said.labels) {
        const named = classLosses(said.classes, said.labels);
        readings.push({ values: named, parts: two('classReal', counts.real, 'classFake', counts.fake) });
        loss = tf.add(loss, tf.mul(weighted(named, counts, weights), config['loss.classWeight']));
      }
      const penalty = shownReal && penaltyOf(game, context, shownReal, shownFake ?? see(fake));
      if (penalty) {
        readings.push({ values: penalty, parts: [{ kind: 'penalty', count: 1 }] });
        loss = tf.add(loss, penalty);
      }
      return { loss, readings: readingsOf(readings) };
    },
  });
  const share = updates === 'together' && lossJoin === 'mean' ? 0.5 : 1;
  const weights = { real: share / reals, fake: share / fakes };
  if (updates === 'together') return [objective({ real: reals, fake: fakes }, weights)];
  return [objective({ real: reals, fake: 0 }, weights), objective({ real: 0, fake: fakes }, weights)];
}

/** What D says of real images and then of fakes: one pass over both where that changes nothing. */
function seeAll(
  game: Game,
  context: StepContext,
  real: LabelledImages | null,
  fake: LabelledImages | null,
  apart: boolean,
): { scores: tf.Tensor; classes: tf.Tensor | null; labels: tf.Tensor | null } {
  if (real && fake && !apart) {
    const both = join(real, fake);
    return { ...judge(game, context, both), labels: both.labels };
  }
  const shown = [real, fake].filter((given) => given !== null);
  const said = shown.map((given) => judge(game, context, given));
  const all = (tensors: (tf.Tensor | null)[]): tf.Tensor | null => {
    const there = tensors.filter((tensor) => tensor !== null);
    return there.length > 1 ? tf.concat(there) : (there[0] ?? null);
  };
  const scores = all(said.map((one) => one.scores));
  if (!scores) throw new Error('D was shown nothing.');
  return { scores, classes: all(said.map((one) => one.classes)), labels: all(shown.map(({ labels }) => labels)) };
}

function penaltyOf(game: Game, context: StepContext, real: LabelledImages, fake: LabelledImages): tf.Scalar | null {
  const critic = (images: tf.Tensor): tf.Tensor =>
    judge(game, context, { images, labels: real.labels }, { moveAverages: false, twice: true }).scores;
  return gradientPenalty(game.config, context.draws, critic, real.images, fake.images);
}

/** G's objective: that D takes the images it is asked for as real, and for what was asked. */
export function generatorObjective(
  game: Game,
  context: StepContext,
  asked: Asked,
  pass: Partial<Pass> = {},
): Objective {
  const { config } = game;
  return {
    evaluate: () => {
      const made = makeImages(game, context, asked, 'training', pass);
      const images = observed(game, context, made.images);
      const { scores, classes } = judge(game, context, { images, labels: made.labels });
      const losses = generatorLosses(config['loss.kind'], scores, config['loss.generator']);
      const count = countOf(made);
      const readings: Parameters<typeof readingsOf>[0][number][] = [
        { values: scores, parts: [{ kind: 'generator', count }] },
        { values: losses, parts: [{ kind: 'lossGenerator', count }] },
      ];
      let loss: tf.Scalar = tf.mean(losses);
      if (classes && made.labels) {
        const named = classLosses(classes, made.labels);
        readings.push({ values: named, parts: [{ kind: 'classGenerator', count }] });
        loss = tf.add(loss, tf.mul(tf.mean(named), config['loss.classWeight']));
      }
      return { loss, readings: readingsOf(readings) };
    },
  };
}

/**
 * The loss and its gradient by each of a network's weights, in their order.
 * All tensors belong to the current tidy scope.
 */
export function gradientsOf(
  { trainable }: Network,
  { evaluate }: Objective,
): { readings: Readings; loss: tf.Tensor; gradients: tf.Tensor[] } {
  const kept: { readings?: Readings } = {};
  const { value, grads } = tf.valueAndGrads(() => {
    const { loss, readings } = evaluate();
    // Only the loss leaves this function's scope by itself.
    kept.readings = { ...readings, values: tf.keep(readings.values) };
    return loss;
  })(trainable.map((weight) => weight.value));
  if (!kept.readings) throw new Error('An objective was not evaluated.');
  const { values, parts } = kept.readings;
  const readings = { values: values.clone(), parts };
  values.dispose();
  return { readings, loss: value, gradients: grads };
}
