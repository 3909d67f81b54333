import { CompileRefusal } from './refusal.ts';
import { AttributeKind, DataType, type OpAttribute } from './native-backend.ts';
import { bytesField, floatField, integerField, message, textField } from './protobuf.ts';

/**
 * TensorFlow's graph messages (tensorflow/core/framework/{graph,node_def,attr_value,tensor}.proto and
 * core/protobuf/{saved_model,meta_graph}.proto). The field numbers below are theirs.
 */

/** An encoded AttrValue. */
export type Attribute = Uint8Array;

export interface GraphNode {
  name: string;
  op: string;
  /** "node", "node:1", or "^node" for a control edge; control edges last. */
  inputs: readonly string[];
  attributes: Readonly<Record<string, Attribute>>;
}

export type ConstantValues = Float32Array | Float64Array | Int32Array | Uint8Array;

const shapeMessage = (shape: readonly number[]): Uint8Array =>
  message(...shape.map((size) => bytesField(2, integerField(1, size))));

/** A list attribute is a ListValue (field 1) whose fields have the numbers of the single values. */
const list = (fields: readonly Uint8Array[]): Attribute => bytesField(1, message(...fields));

/** Writes one value into the field TensorProto keeps for its type; a single value stands for all elements. */
function repeatedValue(dtype: number, value: number): Uint8Array | null {
  switch (dtype) {
    case DataType.float32:
      return floatField(5, value);
    case DataType.int32:
    case DataType.uint8:
      return integerField(7, value);
    case DataType.bool:
      return integerField(11, value);
    default:
      return null;
  }
}

function tensorMessage(dtype: number, shape: readonly number[], values: ConstantValues): Uint8Array {
  const header = message(integerField(1, dtype), bytesField(2, shapeMessage(shape)));
  const first = values[0];
  // Zeros and ones of a whole layer's size are common: do not write them out. Object.is keeps −0 and NaN.
  const uniform = first !== undefined && values.every((value) => Object.is(value, first));
  const single = uniform ? repeatedValue(dtype, first) : null;
  if (single) return message(header, single);
  return message(header, bytesField(4, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));
}

export const attribute = {
  text: (value: string): Attribute => textField(2, value),
  integer: (value: number): Attribute => integerField(3, value),
  float: (value: number): Attribute => floatField(4, value),
  boolean: (value: boolean): Attribute => integerField(5, value ? 1 : 0),
  type: (value: number): Attribute => integerField(6, value),
  shape: (value: readonly number[]): Attribute => bytesField(7, shapeMessage(value)),
  tensor: (dtype: number, shape: readonly number[], values: ConstantValues): Attribute =>
    bytesField(8, tensorMessage(dtype, shape, values)),
  function: (name: string): Attribute => bytesField(10, textField(1, name)),
  types: (values: readonly number[]): Attribute => list(values.map((value) => integerField(6, value))),
  shapes: (values: readonly (readonly number[])[]): Attribute =>
    list(values.map((value) => bytesField(7, shapeMessage(value)))),
};

function numbersOf(name: string, value: unknown): number[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.map((one) => {
    if (typeof one === 'number' || typeof one === 'boolean') return Number(one);
    throw new CompileRefusal('unsupported-type', `The attribute ${name} holds a value that cannot be compiled.`);
  });
}

/** Encodes an attribute given to the binding's executeOp. */
export function encodeAttribute({ name, type, value }: OpAttribute): Attribute {
  if (type === AttributeKind.string && typeof value === 'string') return attribute.text(value);
  const numbers = numbersOf(name, value);
  if (type === AttributeKind.shape) return attribute.shape(numbers);
  const field = (number: number): Uint8Array => {
    switch (type) {
      case AttributeKind.integer:
        return integerField(3, number);
      case AttributeKind.float:
        return floatField(4, number);
      case AttributeKind.boolean:
        return integerField(5, number);
      case AttributeKind.type:
        return integerField(6, number);
      default:
        throw new CompileRefusal('unsupported-type', `The attribute ${name} is of a kind that cannot be compiled.`);
    }
  };
  const fields = numbers.map(field);
  return Array.isArray(value) ? list(fields) : message(...fields);
}

export const encodeNode = ({ name, op, inputs, attributes }: GraphNode): Uint8Array =>
  message(
    textField(1, name),
    textField(2, op),
    ...inputs.map((input) => textField(3, input)),
    ...Object.entries(attributes).map(([key, value]) =>
      bytesField(5, message(textField(1, key), bytesField(2, value))),
    ),
  );

/**
 * A placeholder and a copy of what is fed to it. The binding lends TensorFlow JavaScript's own memory, and
 * whoever lets go of it last must be JavaScript's thread: in a variable it would be one of TensorFlow's.
 */
export function feedNodes(
  name: string,
  dtype: number,
  shape: readonly number[],
): { feed: string; copy: string; nodes: GraphNode[] } {
  const [feed, copy] = [name, `${name}_copy`];
  const type = attribute.type(dtype);
  const nodes = [
    { name: feed, op: 'Placeholder', inputs: [], attributes: { dtype: type, shape: attribute.shape(shape) } },
    { name: copy, op: 'DeepCopy', inputs: [feed], attributes: { T: type } },
  ];
  return { feed, copy, nodes };
}

export const SAVED_MODEL_TAG = 'serve';
/** The GraphDef version of TensorFlow 2.9, and the oldest reader it is for: both libraries we run on take it. */
const VERSIONS = message(integerField(1, 987), integerField(2, 12));

/** A SavedModel with one graph; `functions` are encoded FunctionDefs. */
export function encodeSavedModel(nodes: readonly GraphNode[], functions: readonly Uint8Array[] = []): Uint8Array {
  const library = message(...functions.map((body) => bytesField(1, body)));
  const graph = message(
    ...nodes.map((node) => bytesField(1, encodeNode(node))),
    ...(functions.length > 0 ? [bytesField(2, library)] : []),
    bytesField(4, VERSIONS),
  );
  const metaInfo = message(textField(4, SAVED_MODEL_TAG), textField(5, '2.9.1'));
  return message(integerField(1, 1), bytesField(2, message(bytesField(1, metaInfo), bytesField(2, graph))));
}
