import { assertNever } from '../assert-never.ts';
import { layerName } from './layer-weights.ts';
import type { Layer, LayerOf } from './layers.ts';
import type { LayerSummary } from './summary.ts';

/** A network's topology in Keras' (version 2) words: a Sequential model, or a Functional one where labels come in too. */
export interface KerasModel {
  class_name: 'Sequential' | 'Functional';
  config: { name: string; layers: KerasLayer[] } & Record<string, unknown>;
}

interface KerasLayer {
  class_name: string;
  config: Record<string, unknown>;
}

/** Which output of which layer goes in: name, node, tensor, arguments. */
type Inbound = [string, 0, 0, Record<string, never>];

/** The input of a model that takes labels: whole numbers [n, 1]. */
const LABELS_INPUT = 'labels';

const square = (size: number): [number, number] => [size, size];

type Layered = Exclude<Layer, LayerOf<'labelEmbedding'>>;

/** What Keras calls a layer. */
function kerasLayer(layer: Layered): { className: string; config: Record<string, unknown> } {
  switch (layer.type) {
    case 'dense':
      return {
        className: 'Dense',
        config: { units: layer.units, activation: 'linear', use_bias: layer.useBias },
      };
    case 'conv2d':
    case 'conv2dTranspose':
      return {
        className: layer.type === 'conv2d' ? 'Conv2D' : 'Conv2DTranspose',
        config: {
          filters: layer.filters,
          kernel_size: square(layer.kernelSize),
          strides: square(layer.stride),
          padding: layer.type === 'conv2d' ? layer.padding : 'same',
          data_format: 'channels_last',
          activation: 'linear',
          use_bias: layer.useBias,
        },
      };
    case 'upsample2d':
      return {
        className: 'UpSampling2D',
        config: { size: square(layer.factor), data_format: 'channels_last', interpolation: 'nearest' },
      };
    case 'batchNorm':
      return {
        className: 'BatchNormalization',
        config: { axis: -1, momentum: layer.momentum, epsilon: layer.epsilon, center: true, scale: true },
      };
    case 'leakyRelu':
      return { className: 'LeakyReLU', config: { alpha: layer.slope } };
    case 'relu':
    case 'tanh':
    case 'sigmoid':
      return { className: 'Activation', config: { activation: layer.type } };
    case 'dropout':
      return { className: 'Dropout', config: { rate: layer.rate } };
    case 'flatten':
      return { className: 'Flatten', config: {} };
    case 'reshape':
      return { className: 'Reshape', config: { target_shape: layer.shape } };
    default:
      return assertNever(layer);
  }
}

const described = (className: string, name: string, config: Record<string, unknown>): KerasLayer => ({
  class_name: className,
  config: { name, trainable: true, dtype: 'float32', ...config },
});

/** Layers of a functional model know what goes into them. */
const joined = (layer: KerasLayer, ...from: string[]) => ({
  ...layer,
  name: layer.config['name'],
  inbound_nodes: from.length === 0 ? [] : [from.map((name): Inbound => [name, 0, 0, {}])],
});

/** A row of numbers for each label, in the shape in which it joins the images or latents. */
function embedding(
  layer: LayerOf<'labelEmbedding'>,
  name: string,
  size: number,
  inputShape: readonly number[],
  before: string,
): { layers: KerasLayer[]; last: string } {
  const [row, last] = [`${name}_row`, `${name}_${layer.join}`];
  const shape = layer.join === 'plane' ? [...inputShape.slice(0, 2), 1] : [size];
  const join =
    layer.join === 'multiply' ? described('Multiply', last, {}) : described('Concatenate', last, { axis: -1 });
  return {
    layers: [
      joined(
        described('Embedding', name, { input_dim: layer.classes, output_dim: size, input_length: 1 }),
        LABELS_INPUT,
      ),
      joined(described('Reshape', row, { target_shape: shape }), name),
      joined(join, before, row),
    ],
    last,
  };
}

/** An input has nothing to train: Keras refuses one that says whether it does. */
const input = (name: string, shape: readonly number[], dtype: string): KerasLayer =>
  joined({
    class_name: 'InputLayer',
    config: { name, dtype, batch_input_shape: [null, ...shape], sparse: false },
  });

/** Where labels come in: two inputs, what the layers work on and the labels, in this order. */
function functional(name: string, rows: readonly LayerSummary[]): KerasModel {
  let last = 'input';
  const layers = rows.flatMap(({ layer, inputShape, trainable }, index): KerasLayer[] => {
    const own = layerName(layer, index);
    if (layer.type === 'labelEmbedding') {
      const made = embedding(layer, own, trainable / layer.classes, inputShape, last);
      last = made.last;
      return made.layers;
    }
    const { className, config } = kerasLayer(layer);
    const made = joined(described(className, own, config), last);
    last = own;
    return [made];
  });
  return {
    class_name: 'Functional',
    config: {
      name,
      layers: [input('input', rows[0]?.inputShape ?? [], 'float32'), input(LABELS_INPUT, [1], 'int32'), ...layers],
      input_layers: [
        ['input', 0, 0],
        [LABELS_INPUT, 0, 0],
      ],
      output_layers: [[last, 0, 0]],
    },
  };
}

function sequential(name: string, rows: readonly LayerSummary[]): KerasModel {
  const layers = rows.flatMap(({ layer, inputShape }, index) => {
    if (layer.type === 'labelEmbedding') return [];
    const { className, config } = kerasLayer(layer);
    const first = index === 0 ? { batch_input_shape: [null, ...inputShape] } : {};
    return [described(className, layerName(layer, index), { ...first, ...config })];
  });
  return { class_name: 'Sequential', config: { name, layers } };
}

/** A network as Keras and tfjs describe one. @param rows its layers, with their shapes */
export const kerasModel = (name: string, rows: readonly LayerSummary[]): KerasModel =>
  rows.some(({ layer }) => layer.type === 'labelEmbedding') ? functional(name, rows) : sequential(name, rows);
