import { assertNever } from '../assert-never.ts';
import { layerWeights } from './layer-weights.ts';
import { hasAuxiliaryClassifier, type Layer, type NetworkPair } from './layers.ts';

/** One layer of a network with what follows from its place: shapes without the batch dimension. */
export interface LayerSummary {
  layer: Layer;
  inputShape: number[];
  outputShape: number[];
  /** Weights changed by the optimiser. */
  trainable: number;
  /** Running averages and singular vectors, changed by the forward pass itself. */
  nonTrainable: number;
}

export interface NetworkSummary {
  layers: LayerSummary[];
  outputShape: number[];
  trainable: number;
  nonTrainable: number;
  /** trainable + nonTrainable, the number Keras' summary prints as "Total params". */
  total: number;
}

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Raised when a layer does not fit what comes before it; `index` is the layer's place in the list. */
export class LayerError extends Error {
  override readonly name = 'LayerError';
  constructor(
    readonly index: number,
    message: string,
  ) {
    super(message);
  }
}

function outputOf(layer: Layer, input: readonly number[], index: number): number[] {
  const [height = 1, width = 1, channels = 1] = input;
  const needs = (rank: 1 | 3, what: string): void => {
    if (input.length === rank) return;
    const hint = rank === 1 ? 'a flat input' : 'an image (height × width × channels)';
    const help = rank === 1 ? 'Put Flatten before it.' : 'Put Reshape before it.';
    throw new LayerError(index, `${what} needs ${hint}, not ${input.join('×')}. ${help}`);
  };
  switch (layer.type) {
    case 'dense':
      needs(1, 'Dense');
      return [layer.units];
    case 'conv2d': {
      needs(3, 'Convolution');
      const { kernelSize, stride, padding, filters } = layer;
      if (padding === 'valid' && Math.min(height, width) < kernelSize)
        throw new LayerError(
          index,
          `A ${kernelSize}×${kernelSize} kernel does not fit into ${height}×${width} pixels.`,
        );
      const side = (size: number): number => Math.ceil((padding === 'same' ? size : size - kernelSize + 1) / stride);
      return [side(height), side(width), filters];
    }
    case 'conv2dTranspose':
      needs(3, 'Transposed convolution');
      return [height * layer.stride, width * layer.stride, layer.filters];
    case 'upsample2d':
      needs(3, 'Upsampling');
      return [height * layer.factor, width * layer.factor, channels];
    case 'labelEmbedding':
      needs(layer.join === 'plane' ? 3 : 1, 'Label embedding');
      if (layer.join === 'plane') return [height, width, channels + 1];
      return [height + (layer.join === 'append' ? (layer.size ?? 1) : 0)];
    case 'reshape':
      if (product(layer.shape) !== product(input))
        throw new LayerError(
          index,
          `Reshape to ${layer.shape.join('×')} needs ${product(layer.shape)} values; the layer before gives ${product(input)}.`,
        );
      return [...layer.shape];
    case 'flatten':
      return [product(input)];
    case 'leakyRelu':
    case 'relu':
    case 'batchNorm':
    case 'dropout':
    case 'tanh':
    case 'sigmoid':
      return [...input];
    default:
      return assertNever(layer);
  }
}

function countsOf(layer: Layer, input: readonly number[]): { trainable: number; nonTrainable: number } {
  const size = (trainable: boolean): number =>
    layerWeights(layer, input).reduce((sum, one) => sum + (one.trainable === trainable ? product(one.shape) : 0), 0);
  return { trainable: size(true), nonTrainable: size(false) };
}

/** Shapes and parameter counts of the layers that fit, up to the first that does not. */
export function summarizeFitting(
  layers: readonly Layer[],
  inputShape: readonly number[],
): { rows: LayerSummary[]; error: LayerError | null } {
  const rows: LayerSummary[] = [];
  for (const [index, layer] of layers.entries()) {
    const shape = rows.at(-1)?.outputShape ?? [...inputShape];
    try {
      const outputShape = outputOf(layer, shape, index);
      rows.push({ layer, inputShape: shape, outputShape, ...countsOf(layer, shape) });
    } catch (error) {
      if (error instanceof LayerError) return { rows, error };
      throw error;
    }
  }
  return { rows, error: null };
}

/**
 * Infers every layer's shapes and parameter counts.
 * @throws {LayerError} at the first layer that does not fit.
 */
export function summarize(layers: readonly Layer[], inputShape: readonly number[]): NetworkSummary {
  const { rows, error } = summarizeFitting(layers, inputShape);
  if (error) throw error;
  const trainable = rows.reduce((sum, row) => sum + row.trainable, 0);
  const nonTrainable = rows.reduce((sum, row) => sum + row.nonTrainable, 0);
  const outputShape = rows.at(-1)?.outputShape ?? [...inputShape];
  return { layers: rows, outputShape, trainable, nonTrainable, total: trainable + nonTrainable };
}

/**
 * Summaries of both networks, checked against each other: G must make images, D must give one number.
 * @throws {LayerError}
 */
export function summarizePair(pair: NetworkPair): { generator: NetworkSummary; discriminator: NetworkSummary } {
  const image = [pair.image.height, pair.image.width, pair.image.channels];
  const generator = summarize(pair.generator, [pair.latentSize]);
  if (generator.outputShape.join() !== image.join())
    throw new LayerError(
      pair.generator.length - 1,
      `The generator makes ${generator.outputShape.join('×')}, but the images are ${image.join('×')}.`,
    );
  const discriminator = summarize(pair.discriminator, image);
  const labels = [...pair.generator, ...pair.discriminator].filter((layer) => layer.type === 'labelEmbedding');
  if (labels.some(({ classes }) => classes !== pair.classes))
    throw new LayerError(0, `A label embedding is made for another number of labels than the images have.`);
  if (discriminator.outputShape.join() !== '1' && !hasAuxiliaryClassifier(pair))
    throw new LayerError(
      pair.discriminator.length - 1,
      `The discriminator must end in one number; it ends in ${discriminator.outputShape.join('×')}.`,
    );
  return { generator, discriminator };
}
