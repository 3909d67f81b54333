import type * as tf from '@tensorflow/tfjs-core';
import type { LayerOf, LayerType } from '@shared/network/layers.ts';
import { layerWeights, type LayerSummary } from '@shared/network/summary.ts';
import { firstValues, type WeightSource } from '../initializers.ts';
import type { Pass } from '../pass.ts';
import { createVariable, type Variable } from '../variable.ts';

/** What batch norm goes by in inference, [channels] each. */
export interface Statistics {
  mean: Variable;
  variance: Variable;
  /** What the variance divides by: n − 1, or n. */
  divisor: LayerOf<'batchNorm'>['runningVariance'];
}

/** A layer on the current device. */
export interface BuiltLayer {
  /** Changed by the optimiser. */
  trainable: Variable[];
  /** Buffers: running averages and singular vectors, changed by the forward pass in training mode. */
  buffers: Variable[];
  /** Those of its buffers that are the moments of its input; left out where it keeps none. */
  statistics?: Statistics;
  /** @param inputs [n, …] each, in the order in which the layer names them */
  forward(inputs: readonly tf.Tensor[], pass: Pass): tf.Tensor;
}

/** A layer's place in its network: what it is, its shapes without the batch dimension, its index. */
export type Place<Type extends LayerType> = Omit<LayerSummary, 'layer'> & { layer: LayerOf<Type> };

/** Puts a layer of one kind on the current device, with its first weights. */
export type Build<Type extends LayerType> = (place: Place<Type>, source: WeightSource) => BuiltLayer;

/** The variables of a layer, with their first values. */
export interface Weights extends Pick<BuiltLayer, 'trainable' | 'buffers'> {
  /** @throws {Error} when the layer has no such weight */
  get(name: string): Variable;
}

export function createWeights<Type extends LayerType>(place: Place<Type>, source: WeightSource): Weights {
  const { id, index, layer } = place;
  const rows = layerWeights(place as LayerSummary).map((weight) => {
    const { name, shape, trainable } = weight;
    const begin = (): tf.Tensor => firstValues(weight, index, source);
    return { name, trainable, variable: createVariable(`${id}/${name}`, shape, begin) };
  });
  const pick = (trainable: boolean): Variable[] =>
    rows.flatMap((row) => (row.trainable === trainable ? [row.variable] : []));
  return {
    trainable: pick(true),
    buffers: pick(false),
    get: (name) => {
      const row = rows.find((one) => one.name === name);
      if (!row) throw new Error(`A ${layer.type} layer has no weight ${name}.`);
      return row.variable;
    },
  };
}

/** What comes into a layer that takes one. */
export function single([x]: readonly tf.Tensor[]): tf.Tensor {
  if (!x) throw new Error('Nothing came into a layer.');
  return x;
}

/** A layer without weights that takes one input. */
export const withoutWeights = (forward: (x: tf.Tensor, pass: Pass) => tf.Tensor): BuiltLayer => ({
  trainable: [],
  buffers: [],
  forward: (inputs, pass) => forward(single(inputs), pass),
});
