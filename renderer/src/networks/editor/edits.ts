import { withCopy, withMoved, withoutSection, pinned, type Section } from '@shared/network/blocks.ts';
import { nodesOf, withNodes, type NetworkData } from '@shared/network/graph.ts';
import { kindOf } from '@shared/network/kinds/index.ts';
import type { Layer, LayerType } from '@shared/network/layers.ts';
import { LAYER_KINDS } from './layer-kinds.ts';

/** Changes to a network; each gives a new one, in which what layers refer to stays what it was. */

const alone = (at: number): Section => ({ block: null, from: at, to: at + 1 });

/** @param at the place it takes */
export function inserted<Network extends NetworkData>(network: Network, at: number, layer: Layer): Network {
  const fixed = pinned(network);
  return withNodes(fixed, nodesOf(fixed).toSpliced(at, 0, layer));
}

export const removed = <Network extends NetworkData>(network: Network, at: number): Network =>
  withoutSection(network, alone(at));

export const duplicated = <Network extends NetworkData>(network: Network, at: number): Network =>
  withCopy(network, alone(at));

export const replaced = <Network extends NetworkData>(network: Network, at: number, layer: Layer): Network =>
  withNodes(network, nodesOf(network).with(at, layer));

/** The layer at `from` stands at `to` afterwards. */
export const moved = <Network extends NetworkData>(network: Network, from: number, to: number): Network =>
  nodesOf(network)[from] === undefined ? network : withMoved(network, alone(from), to);

/** A layer of another type that keeps what both have: features, kernel, stride, bias, and its place. */
export function retyped(layer: Layer, type: LayerType): Layer {
  const made: Layer = LAYER_KINDS[type].make();
  const { id, from, block, ...before }: Record<string, unknown> = { ...layer };
  const features = before['units'] ?? before['filters'];
  const known = { ...before, units: features, filters: features, type: made.type };
  const kept = Object.fromEntries(Object.entries(made).map(([key, value]) => [key, Reflect.get(known, key) ?? value]));
  const keepsSources = from !== undefined && kindOf(layer).inputs === kindOf(made).inputs;
  return {
    ...kept,
    ...(id !== undefined && { id }),
    ...(keepsSources && { from }),
    ...(block !== undefined && { block }),
  } as Layer;
}

/** What follows the layer that makes the output: it only brings values into their range or shape. */
const isAfterOutput = ({ type }: Layer): boolean => {
  const { range, reshapes } = kindOf({ type });
  return range !== undefined || reshapes === true;
};

/** Where a further layer most likely goes: before the one that makes the output, which has to fit what is wanted of it. */
export function beforeOutput(layers: readonly Layer[]): number {
  const output = layers.findLastIndex((layer) => !isAfterOutput(layer));
  return output < 0 ? layers.length : output;
}

/** A convolution as one that leaves the image's size, so that what follows still fits. */
function keepingSize(layer: Layer): Layer {
  return layer.type === 'conv2d' ? { ...layer, stride: 1 } : layer;
}

/** What is most likely to come next: features where values are flat, filters where they are an image. */
export const likelyNext = (shape: readonly number[]): Layer =>
  shape.length === 3 ? keepingSize(LAYER_KINDS.conv2d.make()) : LAYER_KINDS.dense.make();
