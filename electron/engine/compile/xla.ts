import { encodeFunction } from './function-def.ts';
import { attribute, type GraphNode } from './graph-def.ts';
import { bytesField, message, textField } from './protobuf.ts';

interface Argument {
  /** The node outside whose first output is passed in. */
  node: string;
  dtype: number;
}

const xlaAttribute = { _XlaMustCompile: attribute.boolean(true) };

/** Moves nodes into a function that XLA compiles as a whole, and gives the node that calls it. */
export function callFunction(
  name: string,
  nodes: readonly GraphNode[],
  inputs: readonly Argument[],
  outputs: readonly { reference: string; dtype: number }[],
): { node: GraphNode; body: Uint8Array } {
  const argumentNames = new Map(inputs.map(({ node }, index) => [node, `argument_${index}`]));
  const functionName = name.replaceAll('/', '_');
  const renamed = (input: string): string => argumentNames.get(input.split(':')[0] ?? '') ?? input;
  const body = encodeFunction({
    name: functionName,
    arguments: inputs.map(({ node, dtype }) => ({ name: argumentNames.get(node) ?? '', dtype })),
    nodes: nodes.map((node) => ({ ...node, inputs: node.inputs.map(renamed) })),
    results: outputs.map(({ reference, dtype }) => ({ reference: renamed(reference), dtype })),
    effects: nodes.filter(({ op }) => functionHasEffect(op)).map((node) => node.name),
    attributes: [message(textField(1, '_XlaMustCompile'), bytesField(2, xlaAttribute._XlaMustCompile))],
  });
  const empty = attribute.text('');
  const node: GraphNode = {
    name: `${functionName}_call`,
    op: 'StatefulPartitionedCall',
    inputs: inputs.map((input) => input.node),
    attributes: {
      Tin: attribute.types(inputs.map(({ dtype }) => dtype)),
      Tout: attribute.types(outputs.map(({ dtype }) => dtype)),
      f: attribute.function(functionName),
      config: empty,
      config_proto: empty,
      executor_type: empty,
      ...xlaAttribute,
    },
  };
  return { node, body };
}

/** Ops that must run though nothing takes their result. */
const functionHasEffect = (op: string): boolean => op.startsWith('Assign') || op.startsWith('ResourceApply');
