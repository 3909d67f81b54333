import { encodeFunction } from './function-def.ts';
import { attribute, type Attribute, type GraphNode } from './graph-def.ts';
import { DataType } from './native-backend.ts';
import type { Trace } from './trace.ts';

/**
 * Not an op of TensorFlow's: √Σ x² over all values of float32 tensors where a condition (bool scalar, its first input) holds,
 * else NaN, and then nothing is read. What is traced is a StatelessIf. Not for XLA:
 * beside one it rounds other parts of a step otherwise.
 */
export const LENGTH_WHEN = 'ForgerLengthWhen';
export const CONDITIONAL = 'StatelessIf';

const branch = (count: number, holds: boolean): string => `${holds ? 'length' : 'no_length'}_of_${count}`;

/**
 * The attributes of the StatelessIf. Its branches are called, not laid down in the graph as Switch and Merge: beside one of those
 * TensorFlow schedules every node of a step more dearly.
 * @param count of the tensors
 */
export function conditionalAttributes(count: number): Readonly<Record<string, Attribute>> {
  return {
    Tcond: attribute.type(DataType.bool),
    Tin: attribute.types(new Array<number>(count).fill(DataType.float32)),
    Tout: attribute.types([DataType.float32]),
    output_shapes: attribute.shapes([[]]),
    then_branch: attribute.function(branch(count, true)),
    else_branch: attribute.function(branch(count, false)),
  };
}

/** The branches of all that is traced, as encoded FunctionDefs. */
export function branchesOf(traces: readonly Trace[]): Uint8Array[] {
  const counts = traces.flatMap(({ entries }) =>
    entries.flatMap(({ op, inputs }) => (op === CONDITIONAL ? inputs.length - 1 : [])),
  );
  return [...new Set(counts)].flatMap((count) => {
    const values = Array.from({ length: count }, (_, index) => ({ name: `values_${index}`, dtype: DataType.float32 }));
    return [lengthNodes(values.map(({ name }) => name)), NO_LENGTH].map((nodes, index) =>
      encodeFunction({
        name: branch(count, index === 0),
        arguments: values,
        nodes,
        results: [{ reference: nodes.at(-1)?.name ?? '', dtype: DataType.float32 }],
      }),
    );
  });
}

const FLOAT32 = { T: attribute.type(DataType.float32) };

const constant = (name: string, value: number): GraphNode => ({
  ...{ name, op: 'Const', inputs: [] },
  attributes: {
    dtype: attribute.type(DataType.float32),
    value: attribute.tensor(DataType.float32, [], Float32Array.of(value)),
  },
});

const NO_LENGTH: readonly GraphNode[] = [constant('none', Number.NaN)];

/** As `gradientNorm` takes it op by op. */
function lengthNodes(values: readonly string[]): GraphNode[] {
  const halves = values.map((value, index) => ({
    ...{ name: `half_${index}`, op: 'L2Loss', inputs: [value] },
    attributes: FLOAT32,
  }));
  const sum = { ...FLOAT32, N: attribute.integer(values.length) };
  return [
    ...halves,
    { name: 'sum', op: 'AddN', inputs: halves.map(({ name }) => name), attributes: sum },
    constant('two', 2),
    { name: 'square', op: 'Mul', inputs: ['sum', 'two'], attributes: FLOAT32 },
    { name: 'length', op: 'Sqrt', inputs: ['square'], attributes: FLOAT32 },
  ];
}
