import { encodeNode, type GraphNode } from './graph-def.ts';
import { functionOutput } from './op-table.ts';
import { bytesField, integerField, message, textField } from './protobuf.ts';

/** Inside a function body an output is "node:name:index", an argument its bare name, a control edge "^node". */
function bodyInput(input: string, argumentNames: ReadonlySet<string>, ops: ReadonlyMap<string, string>): string {
  if (input.startsWith('^')) return input;
  const [node = '', index = '0'] = input.split(':');
  return argumentNames.has(node) ? node : `${node}:${functionOutput(ops.get(node) ?? '', Number(index))}`;
}

const pair = (key: string, value: string): Uint8Array => message(textField(1, key), textField(2, value));

/** A function of a graph: what its nodes make of its arguments. */
export interface FunctionSource {
  name: string;
  /** By their names, which are no node's. */
  arguments: readonly { name: string; dtype: number }[];
  nodes: readonly GraphNode[];
  results: readonly { reference: string; dtype: number }[];
  /** Nodes that must run though nothing takes their result; left out where the function has no state. */
  effects?: readonly string[];
  /** Encoded entries of its attributes. */
  attributes?: readonly Uint8Array[];
}

/** An encoded FunctionDef (tensorflow/core/framework/function.proto, op_def.proto). */
export function encodeFunction(source: FunctionSource): Uint8Array {
  const { name, nodes, results, effects, attributes = [] } = source;
  const argumentNames = new Set(source.arguments.map((argument) => argument.name));
  const ops = new Map(nodes.map((node) => [node.name, node.op]));
  const inside = (input: string): string => bodyInput(input, argumentNames, ops);
  const argument = (argumentName: string, dtype: number): Uint8Array =>
    message(textField(1, argumentName), integerField(3, dtype));
  const signature = message(
    textField(1, name),
    ...source.arguments.map((one) => bytesField(2, argument(one.name, one.dtype))),
    ...results.map(({ dtype }, index) => bytesField(3, argument(`result_${index}`, dtype))),
    ...(effects ? [integerField(17, 1)] : []),
    ...(effects ?? []).map((effect) => textField(20, effect)),
  );
  return message(
    bytesField(1, signature),
    ...nodes.map((node) => bytesField(3, encodeNode({ ...node, inputs: node.inputs.map(inside) }))),
    ...results.map(({ reference }, index) => bytesField(4, pair(`result_${index}`, inside(reference)))),
    ...attributes.map((entry) => bytesField(5, entry)),
    ...(effects ?? []).map((effect) => bytesField(6, pair(effect, effect))),
  );
}
