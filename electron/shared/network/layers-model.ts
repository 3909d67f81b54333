import { kerasModel, type KerasModel } from './keras-topology.ts';
import { layerName, layerWeights } from './layer-weights.ts';
import type { Layer, NetworkPair } from './layers.ts';
import { summarize, type LayerSummary } from './summary.ts';

/**
 * A network as a tfjs LayersModel: the Keras-v2 topology that `tf.loadLayersModel` of plain
 * @tensorflow/tfjs opens, and the order and names of its weights. Layers are called
 * `<index>_<type>`, as in Forger's own weight names, so both differ only in batch norm's running averages.
 */

/** A weight with its values, row-major float32. */
export interface NamedTensor {
  /** `<layer index>_<layer type>/<weight>`; layer-weights.ts has the weights' names. */
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
    model_config: KerasModel;
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

const rowsOf = (pair: NetworkPair, network: NetworkName): LayerSummary[] => {
  const { layers, inputShape } = networkOf(pair, network);
  return summarize(layers, inputShape).layers;
};

/** Every weight of a network in the order of its file: layer by layer, as Keras lists them. */
export function weightSpecs(pair: NetworkPair, network: NetworkName): WeightSpec[] {
  return rowsOf(pair, network).flatMap(({ layer, inputShape }, index) =>
    layerWeights(layer, inputShape)
      .filter(({ inModel }) => inModel)
      .map(({ name, shape }) => ({
        name: `${layerName(layer, index)}/${name}`,
        modelName: `${layerName(layer, index)}/${MODEL_NAMES[name] ?? name}`,
        shape,
      })),
  );
}

/** model.json of a network; its weights lie in {@link WEIGHTS_FILE}, packed by {@link packWeights}. */
export function layersModelJson(pair: NetworkPair, network: NetworkName): LayersModelJson {
  return {
    format: 'layers-model',
    generatedBy: 'Forger',
    convertedBy: null,
    modelTopology: {
      keras_version: '2.15.0',
      backend: 'tensorflow',
      model_config: kerasModel(network, rowsOf(pair, network)),
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
