import type { Tensor } from '@tensorflow/tfjs-core';
import { attributes } from './backend.ts';
import type { ResourceVariable } from './resource-variable.ts';

/** Scalars of one update. */
export interface RmsPropScalars {
  rate: Tensor;
  epsilon: Tensor;
  rho: Tensor;
  zero: Tensor;
}

/**
 * TensorFlow's ResourceApplyRMSProp with a momentum of 0: v ← v + (g² − v)(1 − ρ), step ← rate·g/√(v + ε),
 * w ← w − step.
 */
export function applyRmsPropInPlace(
  weight: ResourceVariable,
  meanSquare: ResourceVariable,
  step: ResourceVariable,
  { rate, epsilon, rho, zero }: RmsPropScalars,
  gradient: Tensor,
): void {
  const { backend } = weight;
  const handles = [weight, meanSquare, step].map((variable) => variable.handleForUpdate());
  backend.binding.executeOp(
    'ResourceApplyRMSProp',
    [attributes.float32(backend, 'T'), attributes.boolean(backend, 'use_locking', false)],
    [...handles, ...backend.getInputTensorIds([rate, rho, zero, epsilon, gradient])],
    0,
  );
}
