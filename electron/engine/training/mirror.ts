import * as tf from '@tensorflow/tfjs-core';
import type { StepDraws } from '../random/step-draws.ts';

/** Images [n, height, width, channels], each of which is mirrored left to right with probability ½. */
export const mirrored = (images: tf.Tensor, draws: StepDraws): tf.Tensor =>
  tf.where(
    tf.greater(draws.trials('mirroring', [images.shape[0] ?? 0, 1, 1, 1], 0.5), 0),
    tf.reverse(images, 2),
    images,
  );
