import { attribute, encodeNode, type GraphNode } from './graph-def.ts';
import { functionOutput } from './op-table.ts';
import { bytesField, integerField, message, textField } from './protobuf.ts';

interface Argument {
  /** The node outside whose first output is passed in. */
  node: string;
  dtype: number;
}

/** Inside a function body an output is "node:name:index", an argument its bare name, a control edge "^node". */
function bodyInput(
  input: string,
  argumentNames: ReadonlyMap<string, string>,
  ops: ReadonlyMap<string, string>,
): string {
  if (input.startsWith('^')) return input;
  const [node = '', index = '0'] = input.split(':');
  const argument = argumentNames.get(node);
  if (argument !== undefined) return argument;
  return `${node}:${functionOutput(ops.get(node) ?? '', Number(index))}`;
}

const xlaAttribute = { _XlaMustCompile: attribute.boolean(true) };

/**
 * Moves nodes into a function that XLA compiles as a whole, and gives the node that calls it
 * (tensorflow/core/framework/function.proto, op_def.proto).
 */
export function callFunction(
  name: string,
  nodes: readonly GraphNode[],
  inputs: readonly Argument[],
  outputs: readonly { reference: string; dtype: number }[],
): { node: GraphNode; body: Uint8Array } {
  const argumentNames = new Map(inputs.map(({ node }, index) => [node, `argument_${index}`]));
  const ops = new Map(nodes.map((node) => [node.name, node.op]));
  const writes = nodes.filter(({ op }) => functionHasEffect(op)).map((node) => node.name);
  const functionName = name.replaceAll('/', '_');

  const argument = (argumentName: string, dtype: number): Uint8Array =>
    message(textField(1, argumentName), integerField(3, dtype));
  const pair = (key: string, value: string): Uint8Array => message(textField(1, key), textField(2, value));
  const signature = message(
    textField(1, functionName),
    ...inputs.map(({ node, dtype }) => bytesField(2, argument(argumentNames.get(node) ?? '', dtype))),
    ...outputs.map(({ dtype }, index) => bytesField(3, argument(`result_${index}`, dtype))),
    integerField(17, 1),
    ...writes.map((write) => textField(20, write)),
  );
  const body = message(
    bytesField(1, signature),
    ...nodes.map((node) =>
      bytesField(3, encodeNode({ ...node, inputs: node.inputs.map((input) => bodyInput(input, argumentNames, ops)) })),
    ),
    ...outputs.map(({ reference }, index) =>
      bytesField(4, pair(`result_${index}`, bodyInput(reference, argumentNames, ops))),
    ),
    bytesField(5, message(textField(1, '_XlaMustCompile'), bytesField(2, xlaAttribute._XlaMustCompile))),
    ...writes.map((write) => bytesField(6, pair(write, write))),
  );
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
