import type { Layer, NetworkPair } from '@shared/network/layers.ts';
import { LayerError, summarizePair, type LayerSummary, type NetworkSummary } from '@shared/network/summary.ts';
import { NetworkFitError } from '@shared/presets/index.ts';
import type { Player } from '../components/player.ts';

/** One bar of the panel: a layer with weights and the layers without that follow it. */
export interface LayerRow {
  label: string;
  /** Values that leave it. */
  size: number;
  /** Shapes and parameters in words. */
  detail: string;
}

export interface NetworkView {
  player: Exclude<Player, 'real'>;
  title: string;
  rows: LayerRow[];
  summary: NetworkSummary;
}

const SHORT: Record<Layer['type'], string> = {
  dense: 'Dense',
  conv2d: 'Conv',
  conv2dTranspose: 'ConvT',
  upsample2d: '×2',
  dropout: 'drop',
  relu: 'ReLU',
  labelEmbedding: 'label',
  leakyRelu: 'LReLU',
  batchNorm: 'BN',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  flatten: 'flat',
  reshape: 'image',
};

const number = new Intl.NumberFormat('en');
export const shapeText = (shape: readonly number[]): string => shape.map((side) => number.format(side)).join(' × ');
const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
const hasKernel = ({ type }: Layer): boolean => type === 'dense' || type === 'conv2d' || type === 'conv2dTranspose';
const isReshaping = (layer: Layer): boolean => layer.type === 'flatten' || layer.type === 'reshape';

function rowOf(layers: readonly LayerSummary[]): LayerRow {
  const named = layers.filter((entry) => !isReshaping(entry.layer));
  const last = layers.at(-1)?.outputShape ?? [];
  const parameters = layers.reduce((sum, entry) => sum + entry.trainable + entry.nonTrainable, 0);
  return {
    label: named.map((entry) => SHORT[entry.layer.type]).join(', '),
    size: sizeOf(last),
    detail: `${shapeText(layers[0]?.inputShape ?? [])} to ${shapeText(last)}, ${number.format(parameters)} parameters`,
  };
}

/** Rows for a network: what goes in, then one row for each layer with weights. */
function rowsOf(summary: NetworkSummary, input: LayerRow): LayerRow[] {
  const groups: LayerSummary[][] = [];
  for (const entry of summary.layers) {
    if (hasKernel(entry.layer) || groups.length === 0) groups.push([entry]);
    else groups.at(-1)?.push(entry);
  }
  return [input, ...groups.filter((group) => group.some((entry) => !isReshaping(entry.layer))).map(rowOf)];
}

/** Both networks as the panel shows them. @throws {LayerError} where layers do not fit. */
export function viewNetworks(pair: NetworkPair): NetworkView[] {
  const { generator, discriminator } = summarizePair(pair);
  const { height, width, channels } = pair.image;
  const image = [height, width, channels];
  return [
    {
      player: 'generator',
      title: 'Generator',
      summary: generator,
      rows: rowsOf(generator, {
        label: 'latent z',
        size: pair.latentSize,
        detail: `${pair.latentSize} random numbers`,
      }),
    },
    {
      player: 'discriminator',
      title: 'Discriminator',
      summary: discriminator,
      rows: rowsOf(discriminator, {
        label: 'image',
        size: sizeOf(image),
        detail: `${shapeText(image)} values of one image`,
      }),
    },
  ];
}

/** A recipe's networks for the chosen images, or the sentence why it cannot make any. */
export type FittedNetworks = { pair: NetworkPair; problem: null } | { pair: null; problem: string };

export function fitNetworks(make: () => NetworkPair): FittedNetworks {
  try {
    const pair = make();
    summarizePair(pair);
    return { pair, problem: null };
  } catch (error) {
    if (error instanceof NetworkFitError || error instanceof LayerError) return { pair: null, problem: error.message };
    throw error;
  }
}

export interface DrawnLayer {
  x: number;
  height: number;
  opacity: number;
}

/**
 * A small drawing of a pair for the recipe's card: a bar a layer with weights, as tall as the layer is
 * wide (square root, so that narrow ones stay visible).
 */
export function drawPair(
  pair: NetworkPair,
  tallest: number,
): { generator: DrawnLayer[]; discriminator: DrawnLayer[]; pictureX: number; endX: number } {
  const widths = (layers: readonly Layer[]): number[] =>
    layers.flatMap((layer, index) => {
      if (layer.type === 'conv2d' || layer.type === 'conv2dTranspose') return [layer.filters];
      if (layer.type !== 'dense') return [];
      // A projection to a small image is as wide as that image has channels.
      const next = layers.slice(index + 1).find((after) => hasKernel(after) || after.type === 'reshape');
      return [next?.type === 'reshape' && next !== layers.at(-1) ? (next.shape.at(-1) ?? layer.units) : layer.units];
    });
  const sides = { generator: widths(pair.generator), discriminator: widths(pair.discriminator) };
  const most = Math.max(...sides.generator, ...sides.discriminator);
  const height = (units: number): number => Math.max(4, Math.sqrt(units / most) * tallest);
  const START = 11;
  const PICTURE = 27;
  const WIDTH = 126;
  const bars = sides.generator.length + sides.discriminator.length;
  const STEP = Math.min(8, (WIDTH - START - PICTURE - 1) / bars);
  const generator = sides.generator.map((units, index, all) => ({
    x: START + index * STEP,
    height: height(units),
    opacity: 0.45 + (0.55 * (index + 1)) / all.length,
  }));
  const pictureX = START + generator.length * STEP + 3;
  const discriminator = sides.discriminator.map((units, index, all) => ({
    x: pictureX + PICTURE - 3 + index * STEP,
    height: height(units),
    opacity: 1 - (0.5 * index) / all.length,
  }));
  return { generator, discriminator, pictureX, endX: pictureX + PICTURE - 3 + discriminator.length * STEP + 1 };
}
