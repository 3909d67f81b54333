import type * as tf from '@tensorflow/tfjs-core';
import { layerName, layerWeights } from '@shared/network/layer-weights.ts';
import type { LayerOf, LayerType } from '@shared/network/layers.ts';
import type { LayerSummary } from '@shared/network/summary.ts';
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
  /** Running averages and singular vectors, changed by the forward pass in training mode. */
  averages: Variable[];
  /** Those of its averages that are the moments of its input; left out where it keeps none. */
  statistics?: Statistics;
  forward(x: tf.Tensor, pass: Pass): tf.Tensor;
}

/** A layer's place in its network: what it is, its shapes without the batch dimension, its index. */
export type Place<Type extends LayerType> = Omit<LayerSummary, 'layer'> & { layer: LayerOf<Type>; index: number };

/** The variables of a layer, with their first values. */
export interface Weights extends Pick<BuiltLayer, 'trainable' | 'averages'> {
  /** @throws {Error} when the layer has no such weight */
  get(name: string): Variable;
}

export function createWeights({ layer, inputShape, index }: Place<LayerType>, source: WeightSource): Weights {
  const specs = layerWeights(layer, inputShape);
  const kernel = specs.find(({ name }) => name === 'kernel')?.shape ?? [];
  const rows = specs.map(({ name, shape, trainable }) => {
    const begin = (): tf.Tensor => firstValues({ name, shape }, kernel, index, source);
    return { name, trainable, variable: createVariable(`${layerName(layer, index)}/${name}`, shape, begin) };
  });
  const pick = (trainable: boolean): Variable[] =>
    rows.flatMap((row) => (row.trainable === trainable ? [row.variable] : []));
  return {
    trainable: pick(true),
    averages: pick(false),
    get: (name) => {
      const row = rows.find((one) => one.name === name);
      if (!row) throw new Error(`A ${layer.type} layer has no weight ${name}.`);
      return row.variable;
    },
  };
}

export const withoutWeights = (forward: BuiltLayer['forward']): BuiltLayer => ({
  trainable: [],
  averages: [],
  forward,
});
