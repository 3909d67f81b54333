import type { z } from 'zod';
import type { GraphModelBuilder } from '../graph-model/builder.ts';
import type { KerasForm, KerasPlace } from '../keras-form.ts';
import type { LayerWeight } from '../layer-weight.ts';
import type { Shape } from '../shape.ts';

/** A layer does not fit what comes into it: the message says what it needs. */
export class LayerFault extends Error {
  override readonly name = 'LayerFault';
}

/** How a value of a layer is called where it is set; of a choice, each of its values too. */
export type ParameterWords = string | { label: string; choices: Readonly<Record<string, string>> };

/** What people read of a kind. */
export interface KindWords<L> {
  title: string;
  /** In a drawing with many layers. */
  short: string;
  /** One line for who meets it for the first time. */
  help: string;
  /** In the order in which they are shown. */
  parameters: Readonly<Record<string, ParameterWords>>;
  /** Where a value has no part in what the layer does. */
  unused?(layer: L, key: string): boolean;
  /** With its settings, for a table; kernel and stride stand in columns of their own. Left out, the title. */
  row?(layer: L): string;
  /** What it is for, where the row does not say; null where it does. */
  note?(layer: L): string | null;
  /** "2", or "1/2" where it makes images larger. */
  stride?(layer: L): string;
}

/** Where a layer stands in a graph model. */
export interface GraphPlace {
  inputs: readonly Shape[];
  output: Shape;
  /** Nodes whose results come in. */
  values: readonly string[];
  /** The labels, int32 [n, 1]; null where none come in. */
  labels: string | null;
  /** Node of one of its weights. @throws {Error} where it has none of that name */
  weight(name: string): string;
}

/** Everything about a kind of layer but how it computes. Shapes leave out the batch dimension. */
export interface Kind<L = never> {
  /** Its fields; `type` is the kind's name. */
  schema: z.ZodObject;
  words: KindWords<L>;
  /** A layer of this kind with usual values. */
  make(): L;
  /** How many values come in: one where left out; `several`: two or more. */
  inputs?: 'several';
  /** Shape inference. @throws {LayerFault} */
  shape(layer: L, inputs: readonly Shape[]): Shape;
  /** Every weight, in the order Keras lists them; none where left out. */
  weights?(layer: L, inputs: readonly Shape[]): LayerWeight[];
  /** In Keras' words; null where a Keras-v2 layer that tfjs knows cannot say it. */
  keras: ((layer: L, place: KerasPlace) => KerasForm) | null;
  /** Its fields ask for what Keras' layer does not do. */
  beyondKeras?(layer: L): boolean;
  /** In TensorFlow's ops, in inference. @returns the node that gives its result */
  graph(builder: GraphModelBuilder, layer: L, place: GraphPlace): string;
  /** Multiply-adds of one image; none where left out. `before`: the layer whose output comes in, where it is one. */
  products?(layer: L, place: { inputs: readonly Shape[]; output: Shape; before: { type: string } | undefined }): number;
  /** Values of one image that the backward pass needs beside what leaves layers with features; none where left out. */
  keeps?(layer: L, inputs: readonly Shape[]): number;
  /** The field that says how many features leave it: where its width is a choice, and what a network is drawn by. */
  features?: 'units' | 'filters';
  /** Brings values into a range that images are in. */
  range?: 'signed' | 'unit';
  /** Changes the form of its input only: flatten, reshape. */
  reshapes?: true;
  /** Between layers with weights: what dropout follows. */
  hiddenActivation?: true;
  /** Stands before the weights it belongs to, rather than after. */
  leads?: true;
  /** What it gives for one image depends on the others of the batch, in training. */
  mixesBatch?: true;
  /** Its kernel, or each of its matrices, may be divided by its largest singular value (`spectralNorm`). */
  normable?: true;
  /** The image's label comes in. */
  labelled?: true;
}

/** A kind whose layers are what its schema reads: two calls, so that the second is held to the first. */
export const defineKind =
  <Schema extends z.ZodObject>(schema: Schema) =>
  (kind: Omit<Kind<z.infer<Schema>>, 'schema'>): typeof kind & { schema: Schema } => ({ ...kind, schema });

const NEEDS = {
  1: { what: 'a flat input', help: 'Put Flatten before it.' },
  3: { what: 'an image (height × width × channels)', help: 'Put Reshape before it.' },
} as const;

/** The shape of what comes in, of this rank. @param title of the layer @throws {LayerFault} */
export function requireRank(rank: 1 | 3, title: string, [input = []]: readonly Shape[]): Shape {
  if (input.length === rank) return input;
  throw new LayerFault(`${title} needs ${NEEDS[rank].what}, not ${input.join('×')}. ${NEEDS[rank].help}`);
}

/** The one node that comes in. */
export const theValue = ({ values: [value = ''] }: GraphPlace): string => value;

/** The one shape that comes in. */
export const theInput = ([input = []]: readonly Shape[]): Shape => input;
