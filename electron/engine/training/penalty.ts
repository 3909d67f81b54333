import * as tf from '@tensorflow/tfjs-core';
import { assertNever } from '@shared/assert-never.ts';
import type { RunConfig } from '@shared/config/schema.ts';
import type { StepDraws } from '../random/step-draws.ts';

/** D's scores [n, 1] of images, through layers whose gradient can be differentiated. */
export type Critic = (images: tf.Tensor) => tf.Tensor;

/**
 * The gradient penalty on D as configured, weighted; null without one.
 * `wgan-gp`: λ(‖∇D(x̂)‖ − 1)² at points between real and fake (Gulrajani et al. 2017, equation 3); `dragan`: the same
 * around real images, x + ½·std(x)·U (Kodali et al. 2017, section 2.3); `r1`: γ/2 ‖∇D(x)‖² at real images
 * (Mescheder et al. 2018, equation 9).
 * @param real,fake [n, height, width, channels], as D sees them; the shorter of the two decides how many pairs there are
 */
export function gradientPenalty(
  config: RunConfig,
  draws: StepDraws,
  critic: Critic,
  real: tf.Tensor,
  fake: tf.Tensor,
): tf.Scalar | null {
  const kind = config['penalty.kind'];
  const weight = config['penalty.weight'];
  if (kind === 'none' || weight === 0) return null;
  const squared = (points: tf.Tensor): tf.Tensor => {
    const gradient = tf.grad((images: tf.Tensor) => tf.sum(critic(images)))(points);
    return tf.sum(tf.square(gradient), [1, 2, 3]);
  };
  switch (kind) {
    case 'wgan-gp': {
      const share = draws.uniforms('interpolation', [real.shape[0] ?? 0, 1, 1, 1], 0, 1);
      return aroundOne(squared(tf.add(real, tf.mul(share, tf.sub(fake, real)))), weight);
    }
    case 'dragan': {
      const { variance } = tf.moments(real);
      const noise = tf.mul(draws.uniforms('perturbation', real.shape, 0, 1), tf.mul(tf.sqrt(variance), 0.5));
      const share = draws.uniforms('interpolation', [real.shape[0] ?? 0, 1, 1, 1], 0, 1);
      return aroundOne(squared(tf.add(real, tf.mul(share, noise))), weight);
    }
    case 'r1':
      return tf.mul(tf.mean(squared(real)), weight / 2);
    default:
      return assertNever(kind);
  }
}

/** A length of zero has no direction: this keeps the root's derivative finite there. */
const TINY = 1e-12;

/** weight · mean (√squared − 1)² */
const aroundOne = (squared: tf.Tensor, weight: number): tf.Scalar =>
  tf.mul(tf.mean(tf.square(tf.sub(tf.sqrt(tf.add(squared, TINY)), 1))), weight);
