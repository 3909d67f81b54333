import type * as tf from '@tensorflow/tfjs-core';
import type { ImageRange } from '@shared/network/layers.ts';
import type { StepDraws } from '../../random/step-draws.ts';
import { changeEach } from '../joined-pairs.ts';
import { recolour } from './colour.ts';
import { drawChanges, hasGroup, type Changes } from './draws.ts';
import { placesOf } from './geometry.ts';
import { resample } from './resample.ts';

export { AugmentProbability } from './probability.ts';

/** How the pipeline changes images. */
export interface Augmentation {
  /** Probability of each change, a scalar on the device. */
  p: tf.Tensor;
  changes: Changes;
  range: ImageRange;
}

/**
 * Images [n, height, width, channels] through the pipeline of ADA (Karras et al. 2020, "Training Generative Adversarial Networks with
 * Limited Data", appendix B): blits, geometry and colour, each change of each image with probability p. Between pixels it
 * samples bilinearly, and goes on over the edges as in a mirror, where the authors filter with wavelets.
 */
export function augmentAdaptively(images: tf.Tensor, { p, changes, range }: Augmentation, draws: StepDraws): tf.Tensor {
  const [count = 0, height = 1, width = 1] = images.shape;
  const drawn = drawChanges(draws, count, changes, p);
  const moves = hasGroup(changes, 'blit') || hasGroup(changes, 'geometry');
  const moved = moves ? resample(images, placesOf(drawn, height, width)) : images;
  return hasGroup(changes, 'colour') ? changeEach(moved, (picture) => recolour(picture, drawn, range)) : moved;
}
