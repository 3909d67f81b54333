import { OUTPUT_NAMES, outputNode, type NetworkData, type OutputName } from './graph.ts';
import type { ModelConstant, ModelType } from './graph-model/builder.ts';
import { graphModel, type GraphModel } from './graph-model/index.ts';
import { hasKerasForm, kerasModel, type KerasModel } from './keras-topology.ts';
import { discriminatorInput, generatorInput, type NetworkPair } from './layers.ts';
import { product, type Shape } from './shape.ts';
import { styleLayers } from '../styles.ts';
import { layerWeights, summarize, type LayerSummary } from './summary.ts';

/**
 * A network as a model of tfjs. As a LayersModel: the Keras-v2 topology that `tf.loadLayersModel` of plain
 * @tensorflow/tfjs opens, and the order and names of its weights. Layers are called
 * as in Forger's own weight names (`layerName`), so both differ only in batch norm's running averages.
 */

/** A weight with its values, row-major float32. */
export interface NamedTensor {
  /** `<layer>/<weight>`: see `layerName` and the kinds' weights. */
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
  /** Its name in a LayersModel: `2_batchNorm/moving_mean`. */
  modelName: string;
  shape: number[];
  /** Changed by the optimiser. */
  trainable: boolean;
}

/** A file of values that model.json names, beside it. */
interface WeightsGroup {
  paths: string[];
  weights: { name: string; shape: number[]; dtype: ModelType }[];
}

interface ModelHead {
  generatedBy: string;
  convertedBy: null;
  weightsManifest: WeightsGroup[];
}

export interface LayersModelJson extends ModelHead {
  format: 'layers-model';
  modelTopology: {
    keras_version: string;
    backend: string;
    model_config: KerasModel;
  };
}

/** Of a network that Keras' layers cannot say: `tf.loadGraphModel` opens it. */
export interface GraphModelJson extends ModelHead {
  format: 'graph-model';
  modelTopology: GraphModel['topology'];
  signature: GraphModel['signature'];
}

/** The files that model.json names, beside it: the network's weights, and constants of a graph model. */
export const WEIGHTS_FILE = 'weights.bin';
export const CONSTANTS_FILE = 'constants.bin';

const MODEL_NAMES: Partial<Record<string, string>> = {
  movingMean: 'moving_mean',
  movingVariance: 'moving_variance',
  depthwiseKernel: 'depthwise_kernel',
};

/** What a network gives where it says nothing. */
export const MAIN_OUTPUTS = { generator: 'image', discriminator: 'score' } as const satisfies Record<
  NetworkName,
  string
>;

/** One of the two networks, and the shape of what goes in. */
function networkOf(pair: NetworkPair, network: NetworkName): { data: NetworkData; inputShape: Shape } {
  return network === 'generator'
    ? { data: pair.generator, inputShape: generatorInput(pair) }
    : { data: pair.discriminator, inputShape: discriminatorInput(pair) };
}

const rowsOf = (pair: NetworkPair, network: NetworkName): LayerSummary[] => {
  const { data, inputShape } = networkOf(pair, network);
  return summarize(data, inputShape, MAIN_OUTPUTS[network]).layers;
};

/** What training looks at, and no output of a model. */
const INNER_OUTPUTS: readonly OutputName[] = ['features', 'rebuilt', 'original'];

/** Nodes that give a network's outputs, by their names. */
const outputsOf = (pair: NetworkPair, network: NetworkName): Record<string, string> =>
  Object.fromEntries(
    OUTPUT_NAMES.filter((name) => !INNER_OUTPUTS.includes(name)).flatMap((name) => {
      const id = outputNode(pair[network], name, MAIN_OUTPUTS[network]);
      return id === undefined ? [] : [[name, id]];
    }),
  );

/** Every weight of a network in the order of its file: layer by layer, as Keras lists them. */
export function weightSpecs(pair: NetworkPair, network: NetworkName): WeightSpec[] {
  return rowsOf(pair, network).flatMap((row) =>
    layerWeights(row)
      .filter(({ inModel }) => inModel)
      .map(({ name, shape, trainable }) => ({
        name: `${row.id}/${name}`,
        modelName: `${row.id}/${MODEL_NAMES[name] ?? name}`,
        shape,
        trainable,
      })),
  );
}

/** A network as a model that plain tfjs opens. */
export interface ModelFiles {
  /** model.json; its weights lie in {@link WEIGHTS_FILE}, packed by {@link packWeights}. */
  json: LayersModelJson | GraphModelJson;
  /** Bytes of {@link CONSTANTS_FILE}; null where the model has none. */
  constants: Uint8Array | null;
  /** Nodes at which a style can be put in, in the order of the network's style layers. */
  styles: readonly string[];
}

const HEAD = { generatedBy: 'Forger', convertedBy: null } as const;

const weightsGroup = (pair: NetworkPair, network: NetworkName, name: 'name' | 'modelName'): WeightsGroup => ({
  paths: [WEIGHTS_FILE],
  weights: weightSpecs(pair, network).map((spec) => ({ name: spec[name], shape: spec.shape, dtype: 'float32' })),
});

/** A network as a LayersModel. @throws {Error} where Keras' layers cannot say it */
export function layersModelJson(pair: NetworkPair, network: NetworkName): LayersModelJson {
  const { inputShape } = networkOf(pair, network);
  const outputs = Object.values(outputsOf(pair, network));
  const topology = kerasModel(network, rowsOf(pair, network), inputShape, outputs);
  return {
    format: 'layers-model',
    ...HEAD,
    modelTopology: { keras_version: '2.15.0', backend: 'tensorflow', model_config: topology },
    weightsManifest: [weightsGroup(pair, network, 'modelName')],
  };
}

/** A network as a GraphModel. */
export function graphModelFiles(pair: NetworkPair, network: NetworkName): ModelFiles {
  const { inputShape } = networkOf(pair, network);
  const model = graphModel(rowsOf(pair, network), inputShape, outputsOf(pair, network));
  const { topology, signature, constants, values } = model;
  const fixed = {
    paths: [CONSTANTS_FILE],
    weights: constants.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
  };
  return {
    json: {
      format: 'graph-model',
      ...HEAD,
      modelTopology: topology,
      signature,
      weightsManifest: [weightsGroup(pair, network, 'name'), ...(constants.length > 0 ? [fixed] : [])],
    },
    constants: constants.length > 0 ? packConstants(constants) : null,
    styles: styleLayers(pair[network]).flatMap((id) => values.get(id) ?? []),
  };
}

/** A network as a LayersModel where Keras' layers can say it, else as a GraphModel. */
export const modelOf = (pair: NetworkPair, network: NetworkName): ModelFiles =>
  hasKerasForm(rowsOf(pair, network))
    ? { json: layersModelJson(pair, network), constants: null, styles: [] }
    : graphModelFiles(pair, network);

/** Constants one after the other, little-endian, four bytes a number. */
function packConstants(constants: readonly ModelConstant[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(4 * constants.reduce((sum, { values }) => sum + values.length, 0)));
  let offset = 0;
  for (const { dtype, values } of constants)
    for (const value of values) {
      if (dtype === 'int32') bytes.setInt32(offset, value, true);
      else bytes.setFloat32(offset, value, true);
      offset += 4;
    }
  return new Uint8Array(bytes.buffer);
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
