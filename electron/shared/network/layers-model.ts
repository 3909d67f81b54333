import { assertNever } from '../assert-never.ts';
import { layerWeights } from './layer-weights.ts';
import type { Layer, NetworkPair } from './layers.ts';
import { summarize } from './summary.ts';

/**
 * A network as a tfjs LayersModel: the Keras-v2 topology that `tf.loadLayersModel` of plain
 * @tensorflow/tfjs opens, and the order and names of its weights. Layers are called
 * `<index>_<type>`, as in Forger's own weight names, so both differ only in batch norm's running averages.
 */

/** A weight with its values, row-major float32. */
export interface NamedTensor {
  /** `<layer index>_<layer type>/kernel|bias|gamma|beta|movingMean|movingVariance`. */
  name: string;
  shape: number[];
  data: Float32Array;
}

export const NETWORK_NAMES = ['generator', 'discriminator'] as const;
export type NetworkName = (typeof NETWORK_NAMES)[number];

/** A weight a network has. */
export interface WeightSpec {
  /** Forger's name: `2_batchNorm/movingMean`. */
  name: string;
  /** Its name in model.json: `2_batchNorm/moving_mean`. */
  modelName: string;
  shape: number[];
}

export interface LayersModelJson {
  format: 'layers-model';
  generatedBy: string;
  convertedBy: null;
  modelTopology: {
    keras_version: string;
    backend: string;
    model_config: {
      class_name: 'Sequential';
      config: { name: string; layers: { class_name: string; config: Record<string, unknown> }[] };
    };
  };
  weightsManifest: { paths: string[]; weights: { name: string; shape: number[]; dtype: 'float32' }[] }[];
}

/** The weight file that model.json names, beside it. */
export const WEIGHTS_FILE = 'weights.bin';

const MODEL_NAMES: Partial<Record<string, string>> = { movingMean: 'moving_mean', movingVariance: 'moving_variance' };

/** Layers and input shape (without the batch dimension) of one of the two networks. */
export function networkOf(pair: NetworkPair, network: NetworkName): { layers: readonly Layer[]; inputShape: number[] } {
  return network === 'generator'
    ? { layers: pair.generator, inputShape: [pair.latentSize] }
    : { layers: pair.discriminator, inputShape: [pair.image.height, pair.image.width, pair.image.channels] };
}

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

const square = (size: number): [number, number] => [size, size];

/** What Keras calls a layer. */
function kerasLayer(layer: Layer): { className: string; config: Record<string, unknown> } {
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
    case 'labelEmbedding':
      throw new Error('A label embedding has no place in a sequential model.');
    default:
      return assertNever(layer);
  }
}

function walk(pair: NetworkPair, network: NetworkName) {
  const { layers, inputShape } = networkOf(pair, network);
  return summarize(layers, inputShape).layers.map((row, index) => ({
    ...kerasLayer(row.layer),
    weights: layerWeights(row.layer, row.inputShape).filter(({ inModel }) => inModel),
    name: `${index}_${row.layer.type}`,
  }));
}

/** Every weight of a network in the order of its file: layer by layer, as Keras lists them. */
export function weightSpecs(pair: NetworkPair, network: NetworkName): WeightSpec[] {
  return walk(pair, network).flatMap((layer) =>
    layer.weights.map(({ name, shape }) => ({
      name: `${layer.name}/${name}`,
      modelName: `${layer.name}/${MODEL_NAMES[name] ?? name}`,
      shape,
    })),
  );
}

/** model.json of a network; its weights lie in {@link WEIGHTS_FILE}, packed by {@link packWeights}. */
export function layersModelJson(pair: NetworkPair, network: NetworkName): LayersModelJson {
  const { inputShape } = networkOf(pair, network);
  return {
    format: 'layers-model',
    generatedBy: 'Forger',
    convertedBy: null,
    modelTopology: {
      keras_version: '2.15.0',
      backend: 'tensorflow',
      model_config: {
        class_name: 'Sequential',
        config: {
          name: network,
          layers: walk(pair, network).map(({ name, className, config }, index) => ({
            class_name: className,
            config: {
              name,
              trainable: true,
              dtype: 'float32',
              ...(index === 0 ? { batch_input_shape: [null, ...inputShape] } : {}),
              ...config,
            },
          })),
        },
      },
    },
    weightsManifest: [
      {
        paths: [WEIGHTS_FILE],
        weights: weightSpecs(pair, network).map(({ modelName, shape }) => ({
          name: modelName,
          shape,
          dtype: 'float32',
        })),
      },
    ],
  };
}

/**
 * The bytes of weights.bin: float32, little-endian, one weight after the other.
 * @param tensors the network's weights in any order.
 * @throws {Error} when a weight is missing, has another shape, or does not belong to the network.
 */
export function packWeights(pair: NetworkPair, network: NetworkName, tensors: readonly NamedTensor[]): Uint8Array {
  const specs = weightSpecs(pair, network);
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  if (byName.size !== tensors.length || tensors.length !== specs.length)
    throw new Error(`The ${network} has ${specs.length} weights, not ${tensors.length}.`);
  const packed = new Float32Array(specs.reduce((sum, { shape }) => sum + product(shape), 0));
  let offset = 0;
  for (const { name, shape } of specs) {
    const tensor = byName.get(name);
    if (!tensor || tensor.shape.join() !== shape.join() || tensor.data.length !== product(shape))
      throw new Error(`The ${network} needs the weight ${name} of shape ${shape.join('×')}.`);
    packed.set(tensor.data, offset);
    offset += tensor.data.length;
  }
  return new Uint8Array(packed.buffer);
}

/**
 * The weights in the bytes of weights.bin; the values are copies.
 * @throws {Error} when there are too many bytes or too few.
 */
export function unpackWeights(pair: NetworkPair, network: NetworkName, bytes: Uint8Array): NamedTensor[] {
  const specs = weightSpecs(pair, network);
  const length = 4 * specs.reduce((sum, { shape }) => sum + product(shape), 0);
  if (bytes.byteLength !== length)
    throw new Error(`The ${network}'s weights take ${length} bytes, not ${bytes.byteLength}.`);
  let offset = 0;
  return specs.map(({ name, shape }) => {
    const end = offset + 4 * product(shape);
    // A copy of its own: a Buffer's slice would share memory, and float32 needs an aligned start.
    const data = new Float32Array(new Uint8Array(bytes.subarray(offset, end)).buffer);
    offset = end;
    return { name, shape, data };
  });
}
