import type { Tensor } from '@tensorflow/tfjs-core';
import { attributes } from './backend.ts';
import type { ResourceVariable } from './resource-variable.ts';

/** Scalars of one update. `rate` already holds the bias corrections. */
export interface AdamScalars {
  rate: Tensor;
  epsilon: Tensor;
  beta1: Tensor;
  beta2: Tensor;
  zero: Tensor;
}

/**
 * TensorFlow's ResourceApplyAdam, one pass over the memory: m ← m + (g − m)(1 − β₁),
 * v ← v + (g² − v)(1 − β₂), w ← w − rate·m/(√v + ε). With the powers of β given as 0 its own bias
 * correction, which float32 makes inexact, does nothing.
 */
export function applyAdamInPlace(
  weight: ResourceVariable,
  m: ResourceVariable,
  v: ResourceVariable,
  { rate, epsilon, beta1, beta2, zero }: AdamScalars,
  gradient: Tensor,
): void {
  const { backend } = weight;
  const handles = [weight, m, v].map((variable) => variable.handleForUpdate());
  backend.binding.executeOp(
    'ResourceApplyAdam',
    [
      attributes.float32(backend, 'T'),
      attributes.boolean(backend, 'use_locking', false),
      attributes.boolean(backend, 'use_nesterov', false),
    ],
    [...handles, ...backend.getInputTensorIds([zero, zero, rate, beta1, beta2, epsilon, gradient])],
    0,
  );
}
