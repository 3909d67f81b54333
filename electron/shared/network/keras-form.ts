import type { Shape } from './shape.ts';

/** A layer in Keras' (version 2) words. */
export interface KerasLayer {
  class_name: string;
  config: Record<string, unknown>;
}

/** Which output of which layer goes in: name, node, tensor, arguments. */
type Inbound = [string, 0, 0, Record<string, never>];

/** A layer of a functional model, which knows what goes into it. */
export type JoinedLayer = KerasLayer & { name: unknown; inbound_nodes: Inbound[][] };

/** What a kind of layer is to Keras: a layer, or several joined ones, of which the last gives the result. */
export type KerasForm = { className: string; config: Record<string, unknown> } | JoinedLayer[];

/** Where a layer stands. */
export interface KerasPlace {
  name: string;
  inputs: readonly Shape[];
  /** Names of the Keras layers whose outputs come in. */
  from: readonly string[];
}

/** The input of a model that takes labels: whole numbers [n, 1]. */
export const LABELS_INPUT = 'labels';

export const square = (size: number): [number, number] => [size, size];

export const described = (className: string, name: string, config: Record<string, unknown>): KerasLayer => ({
  class_name: className,
  config: { name, trainable: true, dtype: 'float32', ...config },
});

export const joined = (layer: KerasLayer, ...from: readonly string[]): JoinedLayer => ({
  ...layer,
  name: layer.config['name'],
  inbound_nodes: from.length === 0 ? [] : [from.map((name): Inbound => [name, 0, 0, {}])],
});

/** What the two kinds of convolution have in common. */
export const convolutionConfig = (layer: {
  filters: number;
  kernelSize: number;
  stride: number;
  padding: 'same' | 'valid';
  useBias: boolean;
}): Record<string, unknown> => ({
  filters: layer.filters,
  kernel_size: square(layer.kernelSize),
  strides: square(layer.stride),
  padding: layer.padding,
  data_format: 'channels_last',
  activation: 'linear',
  use_bias: layer.useBias,
});
