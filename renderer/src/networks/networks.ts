import { kindOf } from '@shared/network/kinds/index.ts';
import type { Layer, NetworkPair } from '@shared/network/layers.ts';
import { product } from '@shared/network/shape.ts';
import { summarizePair, type LayerSummary, type NetworkSummary } from '@shared/network/summary.ts';
import type { Player } from '../components/player.ts';

/** One bar of the panel: a layer with weights and the layers without that follow it. */
export interface LayerRow {
  label: string;
  /** Values that leave it. */
  size: number;
  /** What leaves it: a number of features, or height × width × filters. */
  out: string;
  /** Shapes and parameters in words. */
  detail: string;
}

export interface NetworkView {
  player: Exclude<Player, 'real'>;
  title: string;
  rows: LayerRow[];
  summary: NetworkSummary;
}

const number = new Intl.NumberFormat('en');
export const shapeText = (shape: readonly number[]): string => shape.map((side) => number.format(side)).join(' × ');
const shortShape = (shape: readonly number[]): string => shape.map((side) => number.format(side)).join('×');
/** A layer whose features are a choice: what a network is drawn by. */
export const hasKernel = (layer: Layer): boolean => kindOf(layer).features !== undefined;
const isReshaping = (layer: Layer): boolean => kindOf(layer).reshapes === true;

function rowOf(layers: readonly LayerSummary[]): LayerRow {
  const named = layers.filter((entry) => !isReshaping(entry.layer));
  // Flattening changes no value: the shape before it says more.
  const last = layers.findLast(({ layer }) => layer.type !== 'flatten')?.outputShape ?? [];
  const parameters = layers.reduce((sum, entry) => sum + entry.trainable + entry.nonTrainable, 0);
  return {
    label: named.map((entry) => kindOf(entry.layer).words.short).join(', '),
    size: product(last),
    out: shortShape(last),
    detail: `${shapeText(layers[0]?.inputShapes[0] ?? [])} to ${shapeText(last)}, ${number.format(parameters)} parameters`,
  };
}

/** A layer that stands before the weights it belongs to, rather than after. */
const leads = (layer: Layer): boolean => kindOf(layer).leads === true;

/** Rows for a network: what goes in, then one row for each layer with weights. */
function rowsOf(summary: NetworkSummary, input: LayerRow): LayerRow[] {
  const groups: LayerSummary[][] = [];
  for (const entry of summary.layers) {
    const last = groups.at(-1);
    const full = last?.some(({ layer }) => hasKernel(layer)) ?? true;
    if (last && !(full && (hasKernel(entry.layer) || leads(entry.layer)))) last.push(entry);
    else groups.push([entry]);
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
        out: number.format(pair.latentSize),
        detail: `${pair.latentSize} random numbers`,
      }),
    },
    {
      player: 'discriminator',
      title: 'Discriminator',
      summary: discriminator,
      rows: rowsOf(discriminator, {
        label: 'image',
        size: product(image),
        out: shortShape(image),
        detail: `${shapeText(image)} values of one image`,
      }),
    },
  ];
}
