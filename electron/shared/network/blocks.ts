import { INPUT, layerName, nodesOf, withNodes, type NetworkData } from './graph.ts';
import type { Layer } from './layers.ts';
import type { Shape } from './shape.ts';
import { freshId, spliced } from './splice.ts';

/** Neighbours of one block, or a layer of none: places `from` up to, not including, `to`. */
export interface Section {
  block: string | null;
  from: number;
  to: number;
}

export function sectionsOf(layers: readonly Layer[]): Section[] {
  const sections: Section[] = [];
  for (const [index, { block = null }] of layers.entries()) {
    const last = sections.at(-1);
    if (last && block !== null && last.block === block) last.to = index + 1;
    else sections.push({ block, from: index, to: index + 1 });
  }
  return sections;
}

/** The same network in which every layer that others refer to has a name of its own, so that it may change its place. */
export const pinned = <Network extends NetworkData>(network: Network): Network => spliced(network, (layer) => [layer]);

const namesIn = (layers: readonly Layer[]): Set<string> => new Set(layers.flatMap(({ id }) => id ?? []));
const blocksIn = (layers: readonly Layer[]): Set<string> => new Set(layers.flatMap(({ block }) => block ?? []));

/** A block to begin with, at a place in a network. */
interface BlockPlace {
  /** What comes in. */
  shape: Shape;
  /** Name of the layer that it comes from. */
  entry: string;
  /** Makes a name that no layer has. */
  name(type: string): string;
}

interface BlockKind {
  title: string;
  /** One line for who meets it for the first time. */
  help: string;
  layers(place: BlockPlace): Layer[];
}

const channelsOf = ({ shape }: BlockPlace): number => shape.at(-1) ?? 1;
const convolution = (filters: number, stride = 1, kernelSize = 3): Layer => ({
  type: 'conv2d',
  filters,
  kernelSize,
  stride,
  padding: 'same',
  useBias: true,
});
const norm: Layer = { type: 'batchNorm', momentum: 0.9, epsilon: 1e-5, runningVariance: 'population' };

/** Blocks that many networks are made of. */
export const BLOCK_KINDS = {
  residual: {
    title: 'Residual block',
    help: 'Two convolutions, and what came in added to what they made (He et al. 2016).',
    layers: (place) => {
      const way = place.name('conv2d');
      return [
        convolution(channelsOf(place)),
        { type: 'leakyRelu', slope: 0.2 },
        { ...convolution(channelsOf(place)), id: way },
        { type: 'add', from: [place.entry, way] },
      ];
    },
  },
  up: {
    title: 'Up-block',
    help: 'Makes the image twice as large, with half the filters.',
    layers: (place) => [
      { type: 'upsample2d', factor: 2 },
      convolution(Math.max(1, Math.round(channelsOf(place) / 2))),
      norm,
      { type: 'relu' },
    ],
  },
  down: {
    title: 'Down-block',
    help: 'Makes the image half as large, with twice the filters.',
    layers: (place) => [convolution(2 * channelsOf(place), 2, 4), norm, { type: 'leakyRelu', slope: 0.2 }],
  },
} as const satisfies Record<string, BlockKind>;
export type BlockType = keyof typeof BLOCK_KINDS;
export const BLOCK_TYPES = Object.keys(BLOCK_KINDS) as BlockType[];

/** A block of a kind before the layer at `at`. @param shape of what comes in there */
export function withBlock<Network extends NetworkData>(
  network: Network,
  at: number,
  type: BlockType,
  shape: Shape,
): Network {
  const fixed = pinned(network);
  const layers = [...nodesOf(fixed)];
  const taken = namesIn(layers);
  const before = layers[at - 1];
  const entry = before ? (before.id ?? freshId(before.type, taken)) : INPUT;
  if (before) layers[at - 1] = { ...before, id: entry };
  const block = freshId(type, blocksIn(layers), ' ');
  const kind: BlockKind = BLOCK_KINDS[type];
  const made = kind.layers({ shape, entry, name: (name) => freshId(name, taken) });
  return withNodes(fixed, layers.toSpliced(at, 0, ...made.map((layer): Layer => ({ ...layer, block }))));
}

/** A section a second time, behind itself: what it took from before itself, the copy takes from it. */
export function withCopy<Network extends NetworkData>(network: Network, { from, to, block }: Section): Network {
  const fixed = pinned(network);
  const layers = [...nodesOf(fixed)];
  const taken = namesIn(layers);
  const last = layers[to - 1];
  if (!last) return network;
  const end = last.id ?? freshId(last.type, taken);
  layers[to - 1] = { ...last, id: end };
  const before = layers[from - 1];
  const entry = [layers[from]?.from ?? (before ? layerName(before, from - 1) : INPUT)].flat()[0] ?? INPUT;
  const names = new Map([[entry, end]]);
  const named = block === null ? undefined : freshId(block, blocksIn(layers), ' ');
  const copies = layers.slice(from, to).map((layer, index): Layer => {
    const { id, from: sources, ...rest } = layer;
    const copyId = id === undefined ? undefined : freshId(layer.type, taken);
    const renamed = (source: string): string => names.get(source) ?? source;
    const copy = {
      ...rest,
      ...(copyId !== undefined && { id: copyId }),
      ...(sources !== undefined && { from: typeof sources === 'string' ? renamed(sources) : sources.map(renamed) }),
      ...(named !== undefined && { block: named }),
    };
    names.set(layerName(layer, from + index), copyId ?? layerName(copy, to + index));
    return copy;
  });
  return withNodes(fixed, layers.toSpliced(to, 0, ...copies));
}

/** Without the layers of a section; who referred to them is given what went into it. */
export const withoutSection = <Network extends NetworkData>(network: Network, { from, to }: Section): Network =>
  spliced(network, (layer, index) => (index >= from && index < to ? [] : [layer]));

/** The section begins at `to` afterwards, a place in the list without it. */
export function withMoved<Network extends NetworkData>(
  network: Network,
  { from, to: end }: Section,
  to: number,
): Network {
  const fixed = pinned(network);
  const layers = nodesOf(fixed);
  return withNodes(fixed, layers.toSpliced(from, end - from).toSpliced(to, 0, ...layers.slice(from, end)));
}

/** The layers of a section under another block's name, or none. */
export const withBlockName = <Network extends NetworkData>(
  network: Network,
  { from, to }: Section,
  name: string | null,
): Network =>
  withNodes(
    network,
    nodesOf(network).map((layer, index): Layer => {
      if (index < from || index >= to) return layer;
      const { block: _block, ...rest } = layer;
      return name === null ? rest : { ...rest, block: name };
    }),
  );
