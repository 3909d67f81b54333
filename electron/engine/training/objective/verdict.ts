import * as tf from '@tensorflow/tfjs-core';
import { hasAuxiliaryClassifier } from '@shared/network/layers.ts';
import type { Pass } from '../../network/network.ts';
import { augmentAdaptively } from '../ada/index.ts';
import { augment } from '../augment.ts';
import { trainingPass, type Game, type LabelledImages, type StepContext } from './game.ts';

/** What D says of images: its scores [n, 1], and class logits [n, classes] where it names classes. */
export interface Verdict {
  scores: tf.Tensor;
  classes: tf.Tensor | null;
}

/** Images as D sees them: augmented, with instance noise. */
export function observe(
  { config }: Game,
  { draws, noise, augmentation }: StepContext,
  { images, labels }: LabelledImages,
): LabelledImages {
  const changed = augmentation ? augmentAdaptively(images, augmentation, draws) : images;
  const augmented = augment(changed, config, draws);
  const seen = noise ? tf.add(augmented, tf.mul(noise, draws.normals('instanceNoise', images.shape))) : augmented;
  return { images: seen, labels };
}

/** D's verdict on images as it sees them. */
export function judge(
  { discriminator, networks }: Game,
  { draws }: StepContext,
  { images, labels }: LabelledImages,
  rest: Partial<Pass> = {},
): Verdict {
  const { score: said, classes } = discriminator.run(images, trainingPass(draws, labels, rest));
  if (!said) throw new Error('D gave no score.');
  if (classes || !hasAuxiliaryClassifier(networks)) return { scores: said, classes: classes ?? null };
  return { scores: tf.slice(said, [0, 0], [-1, 1]), classes: tf.slice(said, [0, 1], [-1, -1]) };
}

const join = (a: LabelledImages, b: LabelledImages): LabelledImages => ({
  images: tf.concat([a.images, b.images]),
  labels: a.labels && b.labels && tf.concat([a.labels, b.labels]),
});

const joinAll = (tensors: readonly (tf.Tensor | null)[]): tf.Tensor | null => {
  const there = tensors.filter((tensor) => tensor !== null);
  return there.length > 1 ? tf.concat(there) : (there[0] ?? null);
};

/** D's verdict on several lots of images, one after another, and their labels. @param apart one pass a lot, not one in all */
export function judgeAll(
  game: Game,
  context: StepContext,
  lots: readonly LabelledImages[],
  apart: boolean,
): Verdict & { labels: tf.Tensor | null } {
  const passes = apart ? lots : [lots.reduce(join)];
  const said = passes.map((images) => judge(game, context, images));
  const scores = joinAll(said.map((one) => one.scores));
  if (!scores) throw new Error('D was shown nothing.');
  return {
    scores,
    classes: joinAll(said.map((one) => one.classes)),
    labels: joinAll(passes.map(({ labels }) => labels)),
  };
}
