import * as tf from '@tensorflow/tfjs-core';
import { rebuildsImages } from '@shared/network/layers.ts';
import { SAID, saidOf } from '../../network/said.ts';
import type { Pass } from '../../network/network.ts';
import { augmentAdaptively } from '../ada/index.ts';
import { augment, type AugmentChoices } from '../augment.ts';
import { trainingPass, type Game, type LabelledImages, type StepContext } from './game.ts';

/** What D says of images: its scores [n, scores], and class logits [n, classes] where it names classes. */
export interface Verdict {
  scores: tf.Tensor;
  classes: tf.Tensor | null;
  /** How far what its decoders make is from what they were shown, of each image [n, 1]; null where they were not asked. */
  rebuilt: tf.Tensor | null;
}

/** Images as D sees them: augmented, with instance noise. */
export function observe(
  { config }: { config: AugmentChoices },
  { draws, noise, augmentation }: Pick<StepContext, 'draws' | 'noise' | 'augmentation'>,
  { images, labels }: LabelledImages,
): LabelledImages {
  const changed = augmentation ? augmentAdaptively(images, augmentation, draws) : images;
  const augmented = augment(changed, config, draws);
  const seen = noise ? tf.add(augmented, tf.mul(noise, draws.normals('instanceNoise', images.shape))) : augmented;
  return { images: seen, labels };
}

/** D's verdict on images as it sees them. @param rebuilds whether its decoders are asked too, where it has any */
export function judge(
  { discriminator, networks }: Game,
  { draws }: StepContext,
  { images, labels }: LabelledImages,
  rest: Partial<Pass> = {},
  rebuilds = false,
): Verdict {
  const wanted = rebuilds && rebuildsImages(networks) ? ([...SAID, 'rebuilt', 'original'] as const) : SAID;
  const outputs = discriminator.run(images, trainingPass(draws, labels, rest), wanted);
  const { rebuilt, original } = outputs;
  const errors = rebuilt && original && rebuildErrors(rebuilt, original, networks.image.channels);
  return { ...saidOf(outputs, networks), rebuilt: errors ?? null };
}

/**
 * The mean squared error of each decoder, and the sum over the decoders, of each image [n, 1].
 * @param rebuilt [n, height, width, decoders · channels], as `original`
 */
function rebuildErrors(rebuilt: tf.Tensor, original: tf.Tensor, channels: number): tf.Tensor {
  const [count = 0, , , deep = 0] = rebuilt.shape;
  const squares = tf.reshape(tf.square(tf.sub(rebuilt, original)), [count, -1]);
  return tf.mul(tf.mean(squares, 1, true), deep / channels);
}

const join = (a: LabelledImages, b: LabelledImages): LabelledImages => ({
  images: tf.concat([a.images, b.images]),
  labels: a.labels && b.labels && tf.concat([a.labels, b.labels]),
});

const joinAll = (tensors: readonly (tf.Tensor | null)[]): tf.Tensor | null => {
  const there = tensors.filter((tensor) => tensor !== null);
  return there.length > 1 ? tf.concat(there) : (there[0] ?? null);
};

/**
 * D's verdict on several lots of images, one after another, and their labels; its decoders rebuild the first lot.
 * @param apart one pass a lot, not one in all
 */
export function judgeAll(
  game: Game,
  context: StepContext,
  lots: readonly LabelledImages[],
  apart: boolean,
): Verdict & { labels: tf.Tensor | null } {
  const passes = apart ? lots : [lots.reduce(join)];
  const said = passes.map((images, index) => judge(game, context, images, {}, index === 0));
  const scores = joinAll(said.map((one) => one.scores));
  if (!scores) throw new Error('D was shown nothing.');
  return {
    scores,
    classes: joinAll(said.map((one) => one.classes)),
    rebuilt: said[0]?.rebuilt ?? null,
    labels: joinAll(passes.map(({ labels }) => labels)),
  };
}
