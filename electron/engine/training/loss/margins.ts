import type * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@shared/config/schema.ts';
import { lossOf } from '@shared/loss/index.ts';
import type { StepDraws } from '../../random/step-draws.ts';

/**
 * How far D's hinge wants each of these scores to go, in their shape: between `loss.margin` and 1 at random, as in the
 * authors' code of Liu et al. 2021; null where it is 1.
 */
export const drawMargins = (config: RunConfig, draws: StepDraws, { shape }: tf.Tensor): tf.Tensor | null =>
  config['loss.margin'] === 1 || !lossOf(config).margin
    ? null
    : draws.uniforms('margins', shape, config['loss.margin'], 1);
