import type { Shape } from '../shape.ts';

/** The numbers types of a graph model, as tfjs names them and as TensorFlow does. */
const TYPES = { float32: 'DT_FLOAT', int32: 'DT_INT32' } as const;
export type ModelType = keyof typeof TYPES;

/** A value of an op's settings, in TensorFlow's JSON. */
type Attribute = Record<string, unknown>;

/** Settings of ops, in TensorFlow's JSON: texts are base64 there, whole numbers are texts. */
export const attribute = {
  type: (type: ModelType): Attribute => ({ type: TYPES[type] }),
  text: (text: string): Attribute => ({ s: btoa(text) }),
  number: (value: number): Attribute => ({ f: value }),
  flag: (value: boolean): Attribute => ({ b: value }),
  whole: (value: number): Attribute => ({ i: String(value) }),
  wholes: (values: readonly number[]): Attribute => ({ list: { i: values.map(String) } }),
  shape: (shape: readonly number[]): Attribute => ({ shape: { dim: shape.map((size) => ({ size: String(size) })) } }),
};

export interface ModelNode {
  name: string;
  op: string;
  input?: string[];
  attr?: Record<string, Attribute>;
}

/** A constant of the graph itself, such as a shape or a filter that nobody trains. */
export interface ModelConstant {
  name: string;
  shape: number[];
  dtype: ModelType;
  values: readonly number[];
}

const T = attribute.type('float32');

/** Puts a graph of TensorFlow's ops together. Values are named by the nodes that make them. */
export class GraphModelBuilder {
  readonly nodes: ModelNode[] = [];
  readonly constants: ModelConstant[] = [];
  #made = 0;

  /** @param scope what the names of what is made begin with, until the next one */
  constructor(public scope = '') {}

  #name(op: string): string {
    this.#made += 1;
    return `${this.scope}/${op}_${this.#made}`;
  }

  #add(name: string, op: string, attr: Record<string, Attribute>, input: readonly string[] = []): string {
    this.nodes.push({ name, op, ...(input.length > 0 && { input: [...input] }), attr });
    return name;
  }

  /** What goes into the model, of any number of images. */
  input(name: string, shape: Shape, dtype: ModelType): string {
    return this.#add(name, 'Placeholder', { dtype: attribute.type(dtype), shape: attribute.shape([-1, ...shape]) });
  }

  /** A weight of the network, by its name in the file. */
  weight(name: string, shape: Shape, dtype: ModelType = 'float32'): string {
    const value = {
      tensor: { dtype: TYPES[dtype], tensorShape: { dim: shape.map((size) => ({ size: String(size) })) } },
    };
    return this.#add(name, 'Const', { dtype: attribute.type(dtype), value });
  }

  constant(values: readonly number[], shape: Shape = [values.length], dtype: ModelType = 'float32'): string {
    const name = this.#name('Const');
    this.constants.push({ name, shape: [...shape], dtype, values });
    return this.weight(name, shape, dtype);
  }

  /** One number. */
  scalar(value: number): string {
    return this.constant([value], []);
  }

  /** Whole numbers, such as a shape or axes. */
  wholes(...values: number[]): string {
    return this.constant(values, [values.length], 'int32');
  }

  /** An op of TensorFlow's, by its name there. */
  op(op: string, input: readonly string[], attr: Record<string, Attribute> = {}): string {
    return this.#add(this.#name(op), op, { T, ...attr }, input);
  }

  add = (a: string, b: string): string => this.op('AddV2', [a, b]);
  subtract = (a: string, b: string): string => this.op('Sub', [a, b]);
  multiply = (a: string, b: string): string => this.op('Mul', [a, b]);
  divide = (a: string, b: string): string => this.op('RealDiv', [a, b]);
  mean = (x: string, axes: readonly number[]): string =>
    this.op('Mean', [x, this.wholes(...axes)], { keep_dims: attribute.flag(true) });
  matMul = (a: string, b: string, { transposeB = false } = {}): string =>
    this.op('MatMul', [a, b], { transpose_a: attribute.flag(false), transpose_b: attribute.flag(transposeB) });
  biasAdd = (x: string, bias: string): string => this.op('BiasAdd', [x, bias], { data_format: attribute.text('NHWC') });

  /** Zeros around. @param sizes before and after, of each axis with that of the images */
  pad(x: string, sizes: readonly (readonly number[])[]): string {
    return this.op('PadV2', [x, this.constant(sizes.flat(), [sizes.length, 2], 'int32'), this.scalar(0)], {
      Tpaddings: attribute.type('int32'),
    });
  }

  /** Of each image. */
  reshape(x: string, shape: Shape): string {
    return this.op('Reshape', [x, this.wholes(-1, ...shape)], { Tshape: attribute.type('int32') });
  }

  concat(values: readonly string[], axis: number): string {
    return this.op('ConcatV2', [...values, this.constant([axis], [], 'int32')], {
      N: attribute.whole(values.length),
      Tidx: attribute.type('int32'),
    });
  }

  /** As many equal parts along an axis. */
  split(x: string, count: number, axis: number): string[] {
    const parts = this.op('Split', [this.constant([axis], [], 'int32'), x], { num_split: attribute.whole(count) });
    return Array.from({ length: count }, (_, part) => (part === 0 ? parts : `${parts}:${part}`));
  }

  /** Rows of a table. @param indices int32 */
  gather(table: string, indices: string): string {
    return this.op('GatherV2', [table, indices, this.constant([0], [], 'int32')], {
      Tparams: T,
      Tindices: attribute.type('int32'),
      Taxis: attribute.type('int32'),
      batch_dims: attribute.whole(0),
    });
  }

  convolve(x: string, kernel: string, how: { stride: number; padding: 'same' | 'valid' }): string {
    return this.op('Conv2D', [x, kernel], windowOf(how));
  }

  /** The gradient of a convolution by its input. @param output shape of an image of it */
  convolveBack(x: string, kernel: string, output: Shape, how: { stride: number; padding: 'same' | 'valid' }): string {
    const count = this.op('StridedSlice', [this.#shapeOf(x), this.wholes(0), this.wholes(1), this.wholes(1)], {
      T: attribute.type('int32'),
      Index: attribute.type('int32'),
      ...masks({ shrink_axis_mask: 1 }),
    });
    const sides = output.map((size) => this.constant([size], [], 'int32'));
    const shape = this.op('Pack', [count, ...sides], {
      T: attribute.type('int32'),
      N: attribute.whole(1 + sides.length),
      axis: attribute.whole(0),
    });
    return this.op('Conv2DBackpropInput', [shape, kernel, x], windowOf(how));
  }

  #shapeOf(x: string): string {
    return this.op('Shape', [x], { out_type: attribute.type('int32') });
  }
}

/** Settings of an op that slides a window over images. */
export const windowOf = ({
  stride,
  padding,
}: {
  stride: number;
  padding: 'same' | 'valid';
}): Record<string, Attribute> => ({
  strides: attribute.wholes([1, stride, stride, 1]),
  padding: attribute.text(padding.toUpperCase()),
  data_format: attribute.text('NHWC'),
  dilations: attribute.wholes([1, 1, 1, 1]),
});

const masks = (set: Record<string, number>): Record<string, Attribute> =>
  Object.fromEntries(
    ['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask', 'shrink_axis_mask'].map((name) => [
      name,
      attribute.whole(set[name] ?? 0),
    ]),
  );
