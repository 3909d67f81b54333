import type { Recipe } from '../presets/recipe.ts';
import { nodesOf } from './graph.ts';
import { kindOf } from './kinds/index.ts';
import { MAIN_OUTPUTS, NETWORK_NAMES, type NetworkName } from './layers-model.ts';
import {
  discriminatorInput,
  generatorInput,
  hasAuxiliaryClassifier,
  mayGiveScores,
  rangeOf,
  type Layer,
  type NetworkPair,
} from './layers.ts';
import { product, type Shape } from './shape.ts';
import { outputRow, rebuildFits, summarizeFitting, type LayerSummary } from './summary.ts';

/** What is wrong with a network, and at which layer; `index` is null where it is the network as a whole. */
export interface NetworkProblem {
  index: number | null;
  message: string;
}

/** A network somebody wrote: as far as it fits together, and what does not. */
export interface NetworkCheck {
  /** Of the layers before the first that does not fit. */
  rows: LayerSummary[];
  problem: NetworkProblem | null;
  /** Parameters of those layers. */
  total: number;
}

/** Most numbers in one layer's weights or output: 2 GiB of float32, and well inside TensorFlow's own limit. */
const MAX_VALUES = 2 ** 29;

/**
 * Checks two networks a user wrote against all that training relies on; never throws. What
 * `summarizePair` refuses is refused here too, at the layer that causes it.
 */
export function checkNetworks(pair: NetworkPair, labels: Recipe['labels']): Record<NetworkName, NetworkCheck> {
  const { height, width, channels } = pair.image;
  const image = [height, width, channels];
  const check = (name: NetworkName): NetworkCheck => {
    const layers = nodesOf(pair[name]);
    const { rows, error } = summarizeFitting(
      pair[name],
      (name === 'generator' ? generatorInput : discriminatorInput)(pair),
    );
    const found =
      (error && { index: error.index, message: error.message }) ??
      tooLarge(rows) ??
      wrongLabels(layers, pair) ??
      wholeProblem(rows) ??
      (name === 'generator' ? generatorEnd(rows, pair, image) : discriminatorEnd(rows, pair, labels)) ??
      missingLabels(name, layers, labels);
    return { rows, problem: found, total: rows.reduce((sum, row) => sum + row.trainable + row.nonTrainable, 0) };
  };
  return { generator: check('generator'), discriminator: check('discriminator') };
}

/** The first problem of either network in one sentence that names its place; null where all is well. */
export function firstProblem(checks: Record<NetworkName, NetworkCheck>): string | null {
  for (const name of NETWORK_NAMES) {
    const { problem } = checks[name];
    if (problem) return `${placeOf(name, problem.index)}: ${problem.message}`;
  }
  return null;
}

const placeOf = (name: NetworkName, index: number | null): string =>
  index === null ? `The ${name}` : `Layer ${index + 1} of the ${name}`;

function tooLarge(rows: readonly LayerSummary[]): NetworkProblem | null {
  const index = rows.findIndex((row) => !(product(row.outputShape) <= MAX_VALUES && row.trainable <= MAX_VALUES));
  return index < 0
    ? null
    : { index, message: 'This layer is larger than can be trained. Give it fewer features, or smaller images.' };
}

function wrongLabels(layers: readonly Layer[], { classes }: NetworkPair): NetworkProblem | null {
  const index = layers.findIndex((layer) => 'classes' in layer && layer.classes !== classes);
  const layer = layers[index];
  if (!layer) return null;
  const what = kindOf(layer).words.title.toLowerCase();
  return {
    index,
    message:
      classes === undefined
        ? `This recipe trains without labels here. Remove the ${what}, or start from a recipe and images with labels.`
        : `The images have ${classes} labels. Give the ${what} as many.`,
  };
}

function wholeProblem(rows: readonly LayerSummary[]): NetworkProblem | null {
  if (rows.length === 0) return { index: null, message: 'There is no layer. Add one.' };
  if (rows.every((row) => row.trainable === 0))
    return { index: null, message: 'There is nothing to train. Add a dense layer or a convolution.' };
  return null;
}

/** The row that makes a network's main output; null where the node that it names is not there. */
function endOf(rows: readonly LayerSummary[], pair: NetworkPair, name: NetworkName): LayerSummary | null {
  return outputRow(pair[name], rows, MAIN_OUTPUTS[name], MAIN_OUTPUTS[name]) ?? null;
}

const noSuchOutput = (name: NetworkName): NetworkProblem => ({
  index: null,
  message: `Its ${MAIN_OUTPUTS[name]} is said to come from a layer that is not there. Name one of its layers.`,
});

function generatorEnd(rows: readonly LayerSummary[], pair: NetworkPair, image: Shape): NetworkProblem | null {
  const end = endOf(rows, pair, 'generator');
  if (!end) return noSuchOutput('generator');
  const { index, outputShape: output } = end;
  if (output.join() !== image.join()) {
    const fits = output.length === 1 && product(output) === product(image);
    return {
      index,
      message: `The generator makes ${output.join('×')}, but the images are ${image.join('×')}.${fits ? ` Add Reshape to ${image.join('×')}.` : ''}`,
    };
  }
  if (rangeOf(pair.generator) === undefined)
    return {
      index,
      message: 'The generator must end in tanh (images from −1 to 1) or in a sigmoid (from 0 to 1).',
    };
  return null;
}

function discriminatorEnd(
  rows: readonly LayerSummary[],
  pair: NetworkPair,
  labels: Recipe['labels'],
): NetworkProblem | null {
  const end = endOf(rows, pair, 'discriminator');
  if (!end) return noSuchOutput('discriminator');
  const { index } = end;
  const output = end.outputShape.join('×');
  if (labels === 'auxiliary')
    return hasAuxiliaryClassifier(pair)
      ? null
      : {
          index,
          message: `This recipe's discriminator also names the label: end it in Dense ${1 + (pair.classes ?? 0)}, one score and ${pair.classes ?? 0} labels.`,
        };
  if (!rebuildFits(pair, rows))
    return {
      index: null,
      message: 'What its decoders rebuild must be as large as the original it names. Name layers of one shape.',
    };
  if (output !== '1' && !(end.outputShape.length === 1 && mayGiveScores(pair.discriminator)))
    return { index, message: `The discriminator must end in one number, its score; it ends in ${output}.` };
  return null;
}

function missingLabels(name: NetworkName, layers: readonly Layer[], labels: Recipe['labels']): NetworkProblem | null {
  const needed = labels === 'embedding' || (labels === 'auxiliary' && name === 'generator');
  return !needed || layers.some((layer) => kindOf(layer).labelled)
    ? null
    : { index: null, message: 'This recipe works with labels. Add a label embedding, so that they come in.' };
}
