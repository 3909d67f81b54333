import * as tf from '@tensorflow/tfjs-core';
import { ForgerError } from '@shared/contract/errors.ts';
import type { NamedTensor } from '@shared/network/layers-model.ts';
import type { Variable } from '../network/variable.ts';

export async function saveVariables(variables: readonly Variable[]): Promise<NamedTensor[]> {
  const saved: NamedTensor[] = [];
  for (const { name, shape, value } of variables)
    saved.push({ name, shape: [...shape], data: (await value.data()) as Float32Array });
  return saved;
}

/** @throws {ForgerError} damaged when names or shapes are not those of the variables */
export function loadVariables(variables: readonly Variable[], saved: readonly NamedTensor[]): void {
  if (saved.length !== variables.length)
    throw new ForgerError(
      'damaged',
      `A checkpoint holds ${saved.length} arrays where the network has ${variables.length}.`,
    );
  const byName = new Map(saved.map((tensor) => [tensor.name, tensor]));
  for (const variable of variables) {
    const tensor = byName.get(variable.name);
    if (!tensor || !tf.util.arraysEqual(tensor.shape, [...variable.shape]))
      throw new ForgerError(
        'damaged',
        `A checkpoint does not fit the network: ${variable.name} is missing or has another shape.`,
      );
    variable.load(tensor.data);
  }
}
