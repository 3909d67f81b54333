import { z } from 'zod';
import { LABELS_INPUT } from './keras-form.ts';
import { kindOf, layerSchema, type Layer } from './kinds/index.ts';
import { LayerError } from './layer-error.ts';

/** Most nodes of a network. */
export const MOST_LAYERS = 200;

/** How the images a network makes are scaled: `signed` −1 … 1, `unit` 0 … 1. */
export const imageRangeSchema = z.enum(['signed', 'unit']);
export type ImageRange = z.infer<typeof imageRangeSchema>;

const nodes = z.array(layerSchema).min(1).max(MOST_LAYERS);

/**
 * What a network gives, by name. `features`: hidden values that a loss may look at; `rebuilt`: images that D's decoders make
 * of what it sees, one behind the other in the channels, and `original`: what they should be.
 */
export const OUTPUT_NAMES = ['image', 'score', 'classes', 'features', 'rebuilt', 'original'] as const;
export type OutputName = (typeof OUTPUT_NAMES)[number];

/**
 * A network that is more than a list: nodes in topological order, each taking what its `from` names or else the node
 * before it, and which of them give what.
 */
export const graphSchema = z.strictObject({
  nodes,
  /** Node of each output; left out, the last node is the image or the score. */
  outputs: z.partialRecord(z.enum(OUTPUT_NAMES), z.string().max(60)).exactOptional(),
  /** Of the image it makes; left out, by its last activation. */
  range: imageRangeSchema.exactOptional(),
});
export type Graph = z.infer<typeof graphSchema>;

/** A network as data. A plain list of layers is a graph in which each layer takes the one before it. */
export const networkSchema = z.union([nodes, graphSchema]);
export type NetworkData = readonly Layer[] | Graph;

/** Its layers, in topological order. */
export const nodesOf = (network: NetworkData): readonly Layer[] => ('nodes' in network ? network.nodes : network);

/** The same network with other layers; what it says beside them stays. */
export const withNodes = <Network extends NetworkData>(network: Network, layers: Layer[]): Network =>
  ('nodes' in network ? { ...network, nodes: layers } : layers) as unknown as Network;

/** What a layer is called in the names of its weights, here and in an exported model. @param index its place in the network */
export const layerName = ({ id, type }: Pick<Layer, 'type' | 'id'>, index: number): string => id ?? `${index}_${type}`;

/** The input that a network works on; its labels come in where layers ask for them. */
export const INPUT = 'input';

/** A layer with its name and what comes into it. */
export interface PlacedLayer {
  layer: Layer;
  /** Its place in the list: what its random numbers are drawn by. */
  index: number;
  id: string;
  /** Ids of the layers whose outputs come in, or {@link INPUT}. */
  from: readonly string[];
}

/**
 * Every layer with its name and what comes into it, spelled out, one after the other.
 * @throws {LayerError} at the first with a name that is taken, or one that no earlier layer has
 */
export function* placeLayers(network: NetworkData): Generator<PlacedLayer> {
  const known = new Set([INPUT]);
  let before = INPUT;
  for (const [index, layer] of nodesOf(network).entries()) {
    const id = layerName(layer, index);
    if (known.has(id) || id === LABELS_INPUT)
      throw new LayerError(index, `Two layers are called "${id}". Give one of them another name.`);
    const from = sourcesOf(layer, before);
    const unknown = from.find((source) => !known.has(source));
    if (unknown !== undefined)
      throw new LayerError(index, `No layer before this one is called "${unknown}". Choose one that stands above it.`);
    requireInputs(layer, from, index);
    known.add(id);
    before = id;
    yield { layer, index, id, from };
  }
}

const sourcesOf = ({ from }: Layer, before: string): readonly string[] =>
  from === undefined ? [before] : typeof from === 'string' ? [from] : from;

function requireInputs(layer: Layer, from: readonly string[], index: number): void {
  const { inputs, words } = kindOf(layer);
  if (inputs === 'several' && from.length < 2)
    throw new LayerError(index, `${words.title} joins two layers or more. Say which ones come in.`);
  // tfjs frees a tensor that goes into one layer twice before the second has it.
  const double = from.find((source, at) => from.indexOf(source) !== at);
  if (double !== undefined)
    throw new LayerError(index, `"${double}" comes into ${words.title} twice. Name each layer once.`);
  if (inputs === undefined && from.length > 1)
    throw new LayerError(index, `${words.title} takes one layer, not ${from.length}.`);
}

/** Whether every layer takes the one before it, and the last gives the result. */
export const isStraight = (placed: readonly PlacedLayer[]): boolean =>
  placed.every(({ from }, index) => from.length === 1 && from[0] === (placed[index - 1]?.id ?? INPUT));

/**
 * Node of an output; undefined where the network has none of that name.
 * @param main the output that the last node gives where nothing is said
 */
export function outputNode(network: NetworkData, name: OutputName, main: 'image' | 'score'): string | undefined {
  const said = 'nodes' in network ? network.outputs?.[name] : undefined;
  const layers = nodesOf(network);
  const last = layers.at(-1);
  return said ?? (name === main && last ? layerName(last, layers.length - 1) : undefined);
}
