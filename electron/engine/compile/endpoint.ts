import { emitStep, type SlotNodes } from './emit.ts';
import { attribute, feedNodes, type GraphNode } from './graph-def.ts';
import { after, GraphBuilder } from './graph-builder.ts';
import { DataType } from './native-backend.ts';
import type { TensorSpec, Trace } from './trace.ts';
import { callFunction } from './xla.ts';

/** The input that random ops are keyed by; added to every endpoint. */
export const STEP_INPUT = 'step';

export interface EndpointInput {
  name: string;
  /** The placeholder to feed. */
  feed: string;
  /** What the step sees of it. */
  node: string;
  shape: readonly number[];
  dtype: number;
}

export interface BuiltEndpoint {
  inputs: readonly EndpointInput[];
  /** References to fetch, "node:index". */
  outputs: readonly { name: string; reference: string }[];
  nodes: readonly GraphNode[];
  /** An encoded FunctionDef the nodes call, or null. */
  body: Uint8Array | null;
}

interface EndpointSource {
  /** First part of the nodes' names. */
  prefix: string;
  trace: Trace;
  inputs: Readonly<Record<string, TensorSpec>>;
  /** Steps a call. */
  count: number;
  slots: readonly { handle: string; dtype: number }[];
  xla: boolean;
}

/** The reference of each input in the k-th step of a call. */
function inputsOfStep(builder: GraphBuilder, inputs: readonly EndpointInput[], count: number): Map<string, string>[] {
  const perStep = Array.from({ length: count }, () => new Map<string, string>());
  for (const { name, node, dtype } of inputs) {
    const type = attribute.type(dtype);
    const stacked =
      count === 1 || name === STEP_INPUT
        ? null
        : builder.add('Unpack', [node], { T: type, num: attribute.integer(count), axis: attribute.integer(0) });
    perStep.forEach((references, k) => {
      if (stacked !== null) references.set(name, k === 0 ? stacked : `${stacked}:${k}`);
      else if (k === 0) references.set(name, node);
      else references.set(name, builder.add('Add', [node, builder.constant(dtype, [], Int32Array.of(k))], { T: type }));
    });
  }
  return perStep;
}

/** Lays down the nodes of one endpoint: its placeholders, `count` steps one after another, its results. */
export function buildEndpoint({ prefix, trace, inputs: specs, count, slots, xla }: EndpointSource): BuiltEndpoint {
  const used = new Set([
    ...trace.entries.flatMap((entry) => entry.inputs),
    ...trace.outputs.map(({ value }) => value),
    ...trace.finals,
  ]);
  const usesStep = trace.values.some(
    (source, value) => source.kind === 'input' && source.name === STEP_INPUT && used.has(value),
  );
  const fed = Object.entries(specs)
    .filter(([name]) => name !== STEP_INPUT || usesStep)
    .map(([name, { shape: one, dtype: kind }], index) => {
      const shape = count === 1 || name === STEP_INPUT ? one : [count, ...one];
      const dtype = DataType[kind];
      const { feed, copy: node, nodes } = feedNodes(`${prefix}/input_${index}`, dtype, shape);
      return { input: { name, feed, node, shape, dtype }, nodes };
    });
  const inputs = fed.map(({ input }) => input);
  const feeding = fed.flatMap(({ nodes }) => nodes);

  const builder = new GraphBuilder(prefix);
  const slotNodes: SlotNodes[] = slots.map((slot) => ({ ...slot, write: null, read: null }));
  const results = inputsOfStep(builder, inputs, count).map((step) => emitStep(builder, trace, step, slotNodes));
  const allWritten = after(slotNodes.map(({ write }) => write));
  const outputs = trace.outputs.map(({ name, dtype }, index) => {
    const each = results.map((result) => result[index] ?? '');
    const type = { T: attribute.type(dtype) };
    const reference =
      count === 1
        ? builder.add('Identity', [...each, ...allWritten], type, `output_${index}`)
        : builder.add(
            'Pack',
            [...each, ...allWritten],
            { ...type, N: attribute.integer(count), axis: attribute.integer(0) },
            `output_${index}`,
          );
    return { name, reference, dtype };
  });
  if (!xla) {
    const fetched = outputs.map(({ name, reference }) => ({ name, reference: `${reference}:0` }));
    return { inputs, outputs: fetched, nodes: [...feeding, ...builder.nodes], body: null };
  }
  const handles = slots.map(({ handle }) => ({ node: handle, dtype: DataType.resource }));
  const call = callFunction(`${prefix}_function`, builder.nodes, [...handles, ...inputs], outputs);
  return {
    inputs,
    outputs: outputs.map(({ name }, index) => ({ name, reference: `${call.node.name}:${index}` })),
    nodes: [...feeding, call.node],
    body: call.body,
  };
}
