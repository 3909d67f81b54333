import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { ImaginedOps } from '../../../electron/engine/compile/imagined/index.ts';
import { RULES } from '../../../electron/engine/compile/imagined/rules.ts';
import {
  AttributeKind,
  DataType,
  requireNative,
  typeAttribute,
  type NativeBinding,
  type NativeTensor,
  type NativeValues,
  type OpAttribute,
} from '../../../electron/engine/compile/native-backend.ts';
import { findPreset } from '@shared/presets/index.ts';
import { trainerOf } from '../support/every-preset.ts';
import { openNative } from './helpers.ts';

beforeAll(openNative);

const { float32, float64, int32, bool, uint8 } = DataType;
const T = typeAttribute('T', float32);
const text = (name: string, value: string): OpAttribute => ({ name, type: AttributeKind.string, value });
const flag = (name: string, value: boolean): OpAttribute => ({ name, type: AttributeKind.boolean, value });
const number = (name: string, value: number): OpAttribute => ({ name, type: AttributeKind.float, value });
const integers = (name: string, value: number | number[]): OpAttribute => ({
  name,
  type: AttributeKind.integer,
  value,
});

interface Input {
  shape: number[];
  dtype: number;
  values?: number[];
}
const floats = (...shape: number[]): Input => ({ shape, dtype: float32 });
const bools = (...shape: number[]): Input => ({ shape, dtype: bool });
const whole = (...values: number[]): Input => ({ shape: [values.length], dtype: int32, values });

interface Case {
  attributes: OpAttribute[];
  inputs: Input[];
  outputs?: number;
}
type Cases = [names: string, ...cases: Case[]][];

const convolution = (stride: number, padding: string): OpAttribute[] => [
  T,
  integers('strides', [1, stride, stride, 1]),
  text('padding', padding),
  text('data_format', 'NHWC'),
];
const matrices = (a: string, b: string): Case[] => [
  { attributes: [T, flag(a, false), flag(b, false)], inputs: [floats(2, 3), floats(3, 5)] },
  { attributes: [T, flag(a, true), flag(b, false)], inputs: [floats(3, 2), floats(3, 5)] },
  { attributes: [T, flag(a, false), flag(b, true)], inputs: [floats(2, 3), floats(5, 3)] },
];
/** The same of four matrices each. */
const manyOf = ({ attributes, inputs }: Case): Case => ({
  attributes,
  inputs: inputs.map(({ shape }) => floats(4, ...shape)),
});
const pooling = (size: number, stride: number): OpAttribute[] => [
  ...convolution(stride, 'VALID'),
  integers('ksize', [1, size, size, 1]),
];
const pairs: Case[] = [
  { attributes: [T], inputs: [floats(2, 3), floats(2, 3)] },
  { attributes: [T], inputs: [floats(2, 1, 3), floats(4, 1)] },
  { attributes: [T], inputs: [floats(), floats(7)] },
];
const images: Case = { attributes: [T], inputs: [floats(2, 4, 5, 3)] };
const pairsOfBools: Case = { attributes: [], inputs: [bools(2, 1), bools(3)] };
const reductions: Case[] = [[0], [-1], [1, 2], [0, 1, 2, 3]].flatMap((axes) =>
  [true, false].map((keep) => ({
    attributes: [T, typeAttribute('Tidx', int32), flag('keep_dims', keep)],
    inputs: [floats(2, 4, 5, 3), whole(...axes)],
  })),
);
const to = (input: Input, shape: number[]): Case => ({
  attributes: [T, typeAttribute('Tshape', int32)],
  inputs: [input, whole(...shape)],
});

const CASES: Cases = [
  [
    'Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Erf Exp Expm1 Floor Identity Log Log1p Neg OnesLike Reciprocal ' +
      'Round Rsqrt Sigmoid Sign Sin Sinh Softmax Sqrt Square Tan Tanh ZerosLike Elu LeakyRelu Relu Relu6 Selu Softplus ' +
      'IsFinite IsInf IsNan',
    images,
  ],
  ['LogicalNot', { attributes: [], inputs: [bools(2, 3)] }],
  [
    'EluGrad LeakyReluGrad Relu6Grad ReluGrad SeluGrad SoftplusGrad RsqrtGrad SigmoidGrad SqrtGrad TanhGrad',
    { attributes: [T], inputs: [floats(2, 3), floats(2, 3)] },
  ],
  ['AddN', { attributes: [T, integers('N', 3)], inputs: [floats(2, 3), floats(2, 3), floats(2, 3)] }],
  ['BiasAdd', { attributes: [T, text('data_format', 'NHWC')], inputs: [floats(2, 4, 5, 3), floats(3)] }],
  [
    'Cast',
    ...[float64, bool, uint8].map((dtype) => ({
      attributes: [typeAttribute('SrcT', float32), typeAttribute('DstT', dtype)],
      inputs: [floats(2, 3)],
    })),
  ],
  ['Add AddV2 Atan2 Div DivNoNan FloorDiv FloorMod Maximum Minimum Mul Pow RealDiv SquaredDifference Sub', ...pairs],
  ['Equal Greater GreaterEqual Less LessEqual NotEqual', ...pairs],
  ['LogicalAnd LogicalOr', pairsOfBools],
  ['SelectV2', { attributes: [T], inputs: [bools(2, 1), floats(3), floats()] }],
  [
    'Conv2D',
    ...[1, 2, 3].flatMap((stride) =>
      ['SAME', 'VALID'].flatMap((padding) =>
        [3, 4, 5].map((size) => ({
          attributes: convolution(stride, padding),
          inputs: [floats(2, 7, 8, 3), floats(size, size, 3, 4)],
        })),
      ),
    ),
  ],
  ['Conv2D', { attributes: convolution(2, 'SAME'), inputs: [floats(2, 7, 8, 6), floats(3, 3, 2, 9)] }],
  [
    'DepthwiseConv2dNative',
    ...['SAME', 'VALID'].map((padding) => ({
      attributes: convolution(2, padding),
      inputs: [floats(2, 7, 8, 3), floats(4, 4, 3, 2)],
    })),
  ],
  [
    'DepthwiseConv2dNativeBackpropInput',
    { attributes: convolution(2, 'SAME'), inputs: [whole(2, 7, 8, 3), floats(5, 5, 3, 2), floats(2, 4, 4, 6)] },
  ],
  [
    'DepthwiseConv2dNativeBackpropFilter',
    { attributes: convolution(2, 'SAME'), inputs: [floats(2, 7, 8, 3), whole(5, 5, 3, 2), floats(2, 4, 4, 6)] },
  ],
  [
    'AvgPool',
    { attributes: pooling(2, 2), inputs: [floats(2, 6, 8, 3)] },
    { attributes: pooling(3, 2), inputs: [floats(2, 6, 7, 3)] },
  ],
  ['AvgPoolGrad', { attributes: pooling(3, 2), inputs: [whole(2, 6, 7, 3), floats(2, 2, 3, 3)] }],
  ...[2, 3].flatMap((block): Cases => {
    const attributes = [T, integers('block_size', block), text('data_format', 'NHWC')];
    return [
      ['DepthToSpace', { attributes, inputs: [floats(2, 3, 5, 2 * block ** 2)] }],
      ['SpaceToDepth', { attributes, inputs: [floats(2, 3 * block, 5 * block, 7)] }],
    ];
  }),
  [
    'Conv2DBackpropInput',
    { attributes: convolution(2, 'SAME'), inputs: [whole(2, 7, 8, 3), floats(5, 5, 3, 4), floats(2, 4, 4, 4)] },
  ],
  [
    'Conv2DBackpropFilter',
    { attributes: convolution(2, 'SAME'), inputs: [floats(2, 7, 8, 3), whole(5, 5, 3, 4), floats(2, 4, 4, 4)] },
  ],
  ['BroadcastTo', { attributes: [T, typeAttribute('Tidx', int32)], inputs: [floats(3, 1), whole(2, 3, 4)] }],
  ['MatMul', ...matrices('transpose_a', 'transpose_b')],
  ['BatchMatMulV2', ...matrices('adj_x', 'adj_y'), ...matrices('adj_x', 'adj_y').map(manyOf)],
  ['Reshape', to(floats(2, 3, 4), [6, 4]), to(floats(2, 3, 4), [2, -1]), to(floats(2, 3, 4), [-1]), to(floats(1), [])],
  ['Max Mean Min Prod Sum', ...reductions],
  ['Transpose', { attributes: [T, typeAttribute('Tperm', int32)], inputs: [floats(2, 3, 4, 5), whole(3, 0, 2, 1)] }],
  [
    'FusedBatchNormGradV3',
    {
      attributes: [T, typeAttribute('U', float32), number('epsilon', 1e-3), flag('is_training', true)],
      inputs: [floats(2, 4, 5, 3), floats(2, 4, 5, 3), floats(3), floats(3), floats(3), floats(0)],
      outputs: 5,
    },
  ],
];
const CASE_LIST = CASES.flatMap(([names, ...cases]) =>
  names.split(' ').flatMap((op) => cases.map((one, index) => [`${op}, case ${index + 1}`, op, one] as const)),
);

const numbersOf = ({ shape, dtype, values }: Input): NativeValues => {
  const size = tf.util.sizeFromShape(shape);
  if (dtype === int32) return Int32Array.from(values ?? []);
  return dtype === bool ? new Uint8Array(size) : new Float32Array(size).fill(0.5);
};

/** The binding, and the ops it was asked to run. */
function listened(binding: NativeBinding): { binding: NativeBinding; ops: string[] } {
  const ops: string[] = [];
  const executeOp: NativeBinding['executeOp'] = (op, ...rest) => {
    ops.push(op);
    return binding.executeOp(op, ...rest);
  };
  return { binding: Object.create(binding, { executeOp: { value: executeOp } }) as NativeBinding, ops };
}

const outlines = (results: readonly NativeTensor[]): unknown[] => results.map(({ shape, dtype }) => ({ shape, dtype }));

test('every rule is tried', () => {
  expect(new Set(CASE_LIST.map(([, op]) => op))).toEqual(new Set(RULES.keys()));
});

test.each(CASE_LIST)('%s: its rule says what TensorFlow makes', (_name, op, { attributes, inputs, outputs = 1 }) => {
  const { binding, ops } = listened(requireNative().binding);
  const ids = inputs.map((input) => binding.createTensor(input.shape, input.dtype, numbersOf(input)));
  const imagined = new ImaginedOps(binding);
  inputs.forEach(({ values, ...outline }, index) =>
    imagined.introduce(ids[index] ?? -1, { ...outline, ...(values && { values: Int32Array.from(values) }) }),
  );
  const real = binding.executeOp(op, attributes, ids, outputs);
  const ours = imagined.execute(op, attributes, ids, outputs);
  expect(ops).toEqual([op]);
  // Of a batch norm's reserves nothing but its own gradient takes notice.
  const last = op.startsWith('FusedBatchNorm') ? 3 : outputs;
  expect(outlines(ours).slice(0, last)).toEqual(outlines(real).slice(0, last));
  for (const id of [...ids, ...real.map((result) => result.id)]) binding.deleteTensor(id);
});

describe('what has no rule', () => {
  const pad: OpAttribute[] = [T, typeAttribute('Tpaddings', int32)];
  const setUp = () => {
    const { binding, ops } = listened(requireNative().binding);
    const imagined = new ImaginedOps(binding);
    const paddings = (...values: number[]): number => {
      const id = binding.createTensor([1, 2], int32, Int32Array.from(values));
      imagined.introduce(id, { shape: [1, 2], dtype: int32, values: Int32Array.from(values) });
      return id;
    };
    const one = binding.createTensor([3], float32, new Float32Array(3));
    imagined.introduce(one, { shape: [3], dtype: float32 });
    const zero = binding.createTensor([], float32, new Float32Array(1));
    imagined.introduce(zero, { shape: [], dtype: float32 });
    const [neg] = imagined.execute('Neg', [T], [one], 1);
    if (!neg) throw new Error('Nothing was imagined.');
    return { binding, ops, imagined, paddings, zero, imaginedId: neg.id };
  };

  test('runs once on zeros, is remembered by all its shape depends on, and leaves nothing behind', () => {
    const { binding, ops, imagined, paddings, zero, imaginedId } = setUp();
    const [narrow, wide] = [paddings(1, 1), paddings(2, 3)];
    const before = (binding as NativeBinding & { getNumOfTensors(): number }).getNumOfTensors();
    const padded = (by: number): NativeTensor | undefined =>
      imagined.execute('PadV2', pad, [imaginedId, by, zero], 1)[0];
    const results = [padded(narrow), padded(narrow), padded(wide), padded(wide)];
    expect(results.map((result) => result?.shape)).toEqual([[5], [5], [8], [8]]);
    expect(ops.filter((op) => op === 'PadV2')).toHaveLength(2);
    for (const result of results) if (result && result.id >= 0) binding.deleteTensor(result.id);
    expect((binding as NativeBinding & { getNumOfTensors(): number }).getNumOfTensors()).toBe(before);
  });

  test('is not remembered where numbers that were worked out decide its shape', () => {
    const { binding, imagined, paddings, zero, imaginedId } = setUp();
    const [first, second] = [paddings(1, 1), paddings(2, 2)].map((id) => {
      const [doubled] = imagined.execute('Add', [typeAttribute('T', int32)], [id, id], 1);
      return doubled?.id ?? -1;
    });
    expect(first).toBeGreaterThanOrEqual(0);
    const sizes = [first, second].map((by = -1) => imagined.execute('PadV2', pad, [imaginedId, by, zero], 1)[0]?.shape);
    expect(sizes).toEqual([[7], [11]]);
    binding.deleteTensor(zero);
  });

  test('is told apart by numbers of any type where they decide how many come out', () => {
    const { binding, imagined } = setUp();
    const scalarOf = (value: number): number => {
      const id = binding.createTensor([], float32, Float32Array.of(value));
      imagined.introduce(id, { shape: [], dtype: float32, values: Float32Array.of(value) });
      return id;
    };
    const rangeTo = (end: number): NativeTensor | undefined =>
      imagined.execute('Range', [typeAttribute('Tidx', float32)], [0, end, 1].map(scalarOf), 1)[0];
    expect([5, 7, 5, 7].map((end) => rangeTo(end)?.shape)).toEqual([[5], [7], [5], [7]]);
  });

  test('says in TensorFlow’s words what it does not take', () => {
    const { imagined, imaginedId } = setUp();
    expect(() =>
      imagined.execute(
        'MatMul',
        [T, flag('transpose_a', false), flag('transpose_b', false)],
        [imaginedId, imaginedId],
        1,
      ),
    ).toThrow(/ndims must be >= 2/);
  });
});

test('tracing a recipe of convolutions convolves nothing', () => {
  const backend = requireNative();
  const { binding } = backend;
  const { binding: listening, ops } = listened(binding);
  const preset = findPreset('dcgan-64');
  if (!preset) throw new Error('There is no such recipe.');
  try {
    backend.binding = listening;
    trainerOf(preset, { execution: 'graph' }).dispose();
  } finally {
    backend.binding = binding;
  }
  expect(ops).toContain('VarHandleOp');
  expect(ops.filter((op) => /Conv2D|MatMul|FusedBatchNormGrad/.test(op))).toEqual([]);
});
