import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@shared/config/schema.ts';
import type { StepDraws } from '../random/step-draws.ts';

/** Images [n, height, width, channels], each of which is mirrored left to right with probability ½. */
export const mirrored = (images: tf.Tensor, draws: StepDraws): tf.Tensor =>
  tf.where(
    tf.greater(draws.trials('mirroring', [images.shape[0] ?? 0, 1, 1, 1], 0.5), 0),
    tf.reverse(images, 2),
    images,
  );

/** Real images as a run shows them to D, before what it sees is augmented. */
export const shownOf = (images: tf.Tensor, config: Pick<RunConfig, 'augment.mirror'>, draws: StepDraws): tf.Tensor =>
  config['augment.mirror'] === 'on' ? mirrored(images, draws) : images;
