import { assertNever } from '../assert-never.ts';
import type { Layer, NetworkPair } from './layers.ts';

/** One layer of a network with what follows from its place: shapes without the batch dimension. */
export interface LayerSummary {
  layer: Layer;
  inputShape: number[];
  outputShape: number[];
  /** Weights changed by the optimiser. */
  trainable: number;
  /** Running averages, changed by batch norm itself. */
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
  switch (layer.type) {
    case 'dense':
      if (input.length !== 1)
        throw new LayerError(index, `Dense needs a flat input, not ${input.join('×')}. Put Flatten before it.`);
      return [layer.units];
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
    case 'batchNorm':
    case 'tanh':
    case 'sigmoid':
      return [...input];
    default:
      return assertNever(layer);
  }
}

function countsOf(layer: Layer, input: readonly number[]): { trainable: number; nonTrainable: number } {
  const features = input.at(-1) ?? 1;
  switch (layer.type) {
    case 'dense':
      return { trainable: features * layer.units + (layer.useBias ? layer.units : 0), nonTrainable: 0 };
    case 'batchNorm':
      return { trainable: 2 * features, nonTrainable: 2 * features };
    case 'leakyRelu':
    case 'tanh':
    case 'sigmoid':
    case 'flatten':
    case 'reshape':
      return { trainable: 0, nonTrainable: 0 };
    default:
      return assertNever(layer);
  }
}

/**
 * Infers every layer's shapes and parameter counts.
 * @throws {LayerError} at the first layer that does not fit.
 */
export function summarize(layers: readonly Layer[], inputShape: readonly number[]): NetworkSummary {
  let shape = [...inputShape];
  const rows = layers.map((layer, index) => {
    const row = { layer, inputShape: shape, outputShape: outputOf(layer, shape, index), ...countsOf(layer, shape) };
    shape = row.outputShape;
    return row;
  });
  const trainable = rows.reduce((sum, row) => sum + row.trainable, 0);
  const nonTrainable = rows.reduce((sum, row) => sum + row.nonTrainable, 0);
  return { layers: rows, outputShape: shape, trainable, nonTrainable, total: trainable + nonTrainable };
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
  if (discriminator.outputShape.join() !== '1')
    throw new LayerError(
      pair.discriminator.length - 1,
      `The discriminator must end in one number; it ends in ${discriminator.outputShape.join('×')}.`,
    );
  return { generator, discriminator };
}
