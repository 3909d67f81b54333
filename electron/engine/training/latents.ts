import type { RunConfig } from '@shared/config/schema.ts';
import { normals, uniforms, type DrawKey } from '../random/draws.ts';

/** Latents [count, size], row after row, from the prior: N(0, 1), or U(−1, 1). */
export function drawLatents(prior: RunConfig['latent.prior'], key: DrawKey, count: number, size: number): Float32Array {
  return prior === 'normal' ? normals(key, count * size) : uniforms(key, count * size, -1, 1);
}
