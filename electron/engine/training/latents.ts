import * as tf from '@tensorflow/tfjs-core';
import type { RunConfig } from '@shared/config/schema.ts';
import { normals, uniforms, type DrawKey } from '../random/draws.ts';

/** Latents [count, size] from the prior: N(0, 1), or U(−1, 1). */
export function drawLatents(prior: RunConfig['latent.prior'], key: DrawKey, count: number, size: number): tf.Tensor2D {
  const values = prior === 'normal' ? normals(key, count * size) : uniforms(key, count * size, -1, 1);
  return tf.tensor2d(values, [count, size]);
}
