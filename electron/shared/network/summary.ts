import { placeLayers, outputNode, type NetworkData, type OutputName, type PlacedLayer } from './graph.ts';
import { kindOf } from './kinds/index.ts';
import { LayerFault } from './kinds/kind.ts';
import { LayerError } from './layer-error.ts';
import type { LayerWeight } from './layer-weight.ts';
import {
  discriminatorInput,
  generatorInput,
  givesClassesLast,
  hasAuxiliaryClassifier,
  mayGiveScores,
  rebuildsImages,
  type NetworkPair,
} from './layers.ts';
import { product, type Shape } from './shape.ts';

export { LayerError } from './layer-error.ts';

/** One layer of a network with what follows from its place: shapes without the batch dimension. */
export interface LayerSummary extends PlacedLayer {
  /** Of each of the layers that come in. */
  inputShapes: readonly Shape[];
  outputShape: Shape;
  /** Weights changed by the optimiser. */
  trainable: number;
  /** Buffers: running averages and singular vectors, changed by the forward pass itself, and constants. */
  nonTrainable: number;
}

export interface NetworkSummary {
  layers: LayerSummary[];
  inputShape: Shape;
  /** Of the image or the score. */
  outputShape: Shape;
  trainable: number;
  nonTrainable: number;
  /** trainable + nonTrainable, the number Keras' summary prints as "Total params". */
  total: number;
}

/** Every weight of a layer, in the order Keras lists them; of a frozen one none is trained. */
export const layerWeights = ({ layer, inputShapes }: Pick<LayerSummary, 'layer' | 'inputShapes'>): LayerWeight[] =>
  (kindOf(layer).weights?.(layer, inputShapes) ?? []).map((weight) =>
    layer.frozen ? { ...weight, trainable: false } : weight,
  );

function countsOf(row: Pick<LayerSummary, 'layer' | 'inputShapes'>): { trainable: number; nonTrainable: number } {
  const weights = layerWeights(row);
  const size = (trainable: boolean): number =>
    weights.reduce((sum, one) => sum + (one.trainable === trainable ? product(one.shape) : 0), 0);
  return { trainable: size(true), nonTrainable: size(false) };
}

function rowOf(placed: PlacedLayer, inputShapes: readonly Shape[]): LayerSummary {
  const { layer, index } = placed;
  try {
    return {
      ...placed,
      inputShapes,
      outputShape: kindOf(layer).shape(layer, inputShapes),
      ...countsOf({ layer, inputShapes }),
    };
  } catch (error) {
    if (error instanceof LayerFault) throw new LayerError(index, error.message);
    throw error;
  }
}

/** Shapes and parameter counts of the layers that fit, up to the first that does not. */
export function summarizeFitting(
  network: NetworkData,
  inputShape: Shape,
): { rows: LayerSummary[]; error: LayerError | null } {
  const rows: LayerSummary[] = [];
  const byId = new Map<string, Shape>();
  try {
    for (const placed of placeLayers(network)) {
      const row = rowOf(
        placed,
        placed.from.map((id) => byId.get(id) ?? inputShape),
      );
      rows.push(row);
      byId.set(row.id, row.outputShape);
    }
  } catch (error) {
    if (error instanceof LayerError) return { rows, error };
    throw error;
  }
  return { rows, error: null };
}

/**
 * Shape inference: every layer's shapes and parameter counts.
 * @param main the output that the last node gives where nothing is said
 * @throws {LayerError} at the first layer that does not fit.
 */
export function summarize(network: NetworkData, inputShape: Shape, main: 'image' | 'score' = 'image'): NetworkSummary {
  const { rows, error } = summarizeFitting(network, inputShape);
  if (error) throw error;
  const trainable = rows.reduce((sum, row) => sum + row.trainable, 0);
  const nonTrainable = rows.reduce((sum, row) => sum + row.nonTrainable, 0);
  return {
    layers: rows,
    inputShape,
    outputShape: outputRow(network, rows, main, main)?.outputShape ?? inputShape,
    trainable,
    nonTrainable,
    total: trainable + nonTrainable,
  };
}

/** The row of an output; undefined where the network has no such output, or its node is not among these. */
export const outputRow = (
  network: NetworkData,
  rows: readonly LayerSummary[],
  name: OutputName,
  main: 'image' | 'score',
): LayerSummary | undefined => {
  const id = outputNode(network, name, main);
  return rows.find((row) => row.id === id);
};

/**
 * Summaries of both networks, checked against each other: G must make images, D must give one number.
 * @throws {LayerError}
 */
export function summarizePair(pair: NetworkPair): { generator: NetworkSummary; discriminator: NetworkSummary } {
  const image = [pair.image.height, pair.image.width, pair.image.channels];
  const generator = summarize(pair.generator, generatorInput(pair));
  if (generator.outputShape.join() !== image.join())
    throw new LayerError(
      generator.layers.length - 1,
      `The generator makes ${generator.outputShape.join('×')}, but the images are ${image.join('×')}.`,
    );
  const discriminator = summarize(pair.discriminator, discriminatorInput(pair), 'score');
  const labels = [...generator.layers, ...discriminator.layers].flatMap(({ layer }) =>
    'classes' in layer ? [layer] : [],
  );
  if (labels.some(({ classes }) => classes !== pair.classes))
    throw new LayerError(0, `A layer is made for another number of labels than the images have.`);
  if (!scoresFit(pair, discriminator))
    throw new LayerError(
      discriminator.layers.length - 1,
      `The discriminator must end in one number; it ends in ${discriminator.outputShape.join('×')}.`,
    );
  return { generator, discriminator };
}

/** Whether D gives one score, and logits of the labels there are where it names them. */
function scoresFit(pair: NetworkPair, { layers, outputShape }: NetworkSummary): boolean {
  const { classes, discriminator } = pair;
  const named = outputRow(discriminator, layers, 'classes', 'score');
  if (named && named.outputShape.join() !== String(classes)) return false;
  if (!rebuildFits(pair, layers)) return false;
  if (outputShape.join() === '1' || (outputShape.length === 1 && mayGiveScores(discriminator))) return true;
  return !named && classes !== undefined && givesClassesLast(discriminator, classes) && hasAuxiliaryClassifier(pair);
}

/** Whether what D's decoders make is as large as what it should be, image behind image in the channels. */
export function rebuildFits(pair: NetworkPair, rows: readonly LayerSummary[]): boolean {
  if (!rebuildsImages(pair)) return true;
  const shapeOf = (name: OutputName): Shape => outputRow(pair.discriminator, rows, name, 'score')?.outputShape ?? [];
  const rebuilt = shapeOf('rebuilt');
  return (
    rebuilt.length === 3 &&
    rebuilt.join() === shapeOf('original').join() &&
    (rebuilt[2] ?? 0) % pair.image.channels === 0
  );
}
