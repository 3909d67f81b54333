import { sectionsOf } from '@shared/network/blocks.ts';
import { kindOf } from '@shared/network/kinds/index.ts';
import { discriminatorInput, generatorInput, type Layer, type NetworkPair } from '@shared/network/layers.ts';
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

function rowOf({ block, layers }: Group): LayerRow {
  const named = layers.filter((entry) => !isReshaping(entry.layer));
  // Flattening changes no value: the shape before it says more.
  const last = layers.findLast(({ layer }) => layer.type !== 'flatten')?.outputShape ?? [];
  const parameters = layers.reduce((sum, entry) => sum + entry.trainable + entry.nonTrainable, 0);
  return {
    label: block ?? named.map((entry) => kindOf(entry.layer).words.short).join(', '),
    size: product(last),
    out: shortShape(last),
    detail: `${shapeText(layers[0]?.inputShapes[0] ?? [])} to ${shapeText(last)}, ${number.format(parameters)} parameters`,
  };
}

/** A layer that stands before the weights it belongs to, rather than after. */
const leads = (layer: Layer): boolean => kindOf(layer).leads === true;

/** Layers that are one bar: a block, or a layer with weights and what belongs to it. */
interface Group {
  block: string | null;
  layers: LayerSummary[];
}

/** Rows for a network: what goes in, then one row for each block and each layer with weights outside of one. */
function rowsOf(summary: NetworkSummary, input: LayerRow): LayerRow[] {
  const groups: Group[] = [];
  for (const { block, from, to } of sectionsOf(summary.layers.map(({ layer }) => layer))) {
    const layers = summary.layers.slice(from, to);
    const last = groups.at(-1);
    const [entry] = layers;
    const full = typeof last?.block === 'string' || (last?.layers.some(({ layer }) => hasKernel(layer)) ?? true);
    const joins = last && last.block === null && !(full && entry && (hasKernel(entry.layer) || leads(entry.layer)));
    if (block === null && joins) last.layers.push(...layers);
    else groups.push({ block, layers });
  }
  return [
    input,
    ...groups.filter(({ layers }) => layers.some((entry) => !isReshaping(entry.layer))).map((group) => rowOf(group)),
  ];
}

/** What goes into a network, in a word or two. */
export const inputWords = (player: NetworkView['player'], { pairs }: Pick<NetworkPair, 'pairs'>): string => {
  if (player === 'generator') return pairs ? 'input' : 'latent z';
  return pairs ? 'input + target' : 'image';
};

/** Both networks as the panel shows them. @throws {LayerError} where layers do not fit. */
export function viewNetworks(pair: NetworkPair): NetworkView[] {
  const { generator, discriminator } = summarizePair(pair);
  const seen = discriminatorInput(pair);
  const given = generatorInput(pair);
  return [
    {
      player: 'generator',
      title: 'Generator',
      summary: generator,
      rows: rowsOf(generator, {
        label: inputWords('generator', pair),
        size: product(given),
        out: shortShape(given),
        detail: pair.pairs ? `${shapeText(given)} values of one input` : `${pair.latentSize} random numbers`,
      }),
    },
    {
      player: 'discriminator',
      title: 'Discriminator',
      summary: discriminator,
      rows: rowsOf(discriminator, {
        label: inputWords('discriminator', pair),
        size: product(seen),
        out: shortShape(seen),
        detail: `${shapeText(seen)} values of ${pair.pairs ? 'an input and its target' : 'one image'}`,
      }),
    },
  ];
}
