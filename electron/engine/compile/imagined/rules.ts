import { backend_util, broadcast_util } from '@tensorflow/tfjs-core';
import type { ConstantValues } from '../graph-def.ts';
import { DataType } from '../native-backend.ts';

/** What a tensor is like without its numbers. */
export interface Outline {
  shape: readonly number[];
  dtype: number;
}

/** An op's input; its numbers only where they were given by JavaScript. */
export interface Known extends Outline {
  values?: ConstantValues;
}

export type AttributeValues = Readonly<Record<string, unknown>>;

/** What an op's results are like; null where its rule does not say. */
type Rule = (inputs: readonly Known[], attributes: AttributeValues) => readonly Outline[] | null;

type Numbers = readonly number[];

const withShape = (shape: Numbers | null | undefined, input: Known | undefined): Outline[] | null =>
  shape && input ? [{ shape, dtype: input.dtype }] : null;

const likeFirst: Rule = ([first]) => withShape(first?.shape, first);

const broadcast: Rule = (inputs) => {
  const [first, ...others] = inputs;
  const whole = others.reduce<number[]>(
    (shape, other) => broadcast_util.assertAndGetBroadcastShape(shape, [...other.shape]),
    [...(first?.shape ?? [])],
  );
  return withShape(whole, inputs.at(-1));
};

/** The same shape as another rule gives, with another type. */
const asType =
  (rule: Rule, typeOf: (attributes: AttributeValues) => unknown): Rule =>
  (inputs, attributes) => {
    const dtype = typeOf(attributes);
    if (typeof dtype !== 'number') return null;
    return rule(inputs, attributes)?.map(({ shape }) => ({ shape, dtype })) ?? null;
  };
const asBool = (rule: Rule): Rule => asType(rule, () => DataType.bool);

/** @param ranks which the op takes */
const product =
  (transposeA: string, transposeB: string, ranks: (rank: number) => boolean): Rule =>
  ([a, b], attributes) => {
    if (!a || !b || !ranks(a.shape.length) || a.shape.length !== b.shape.length) return null;
    const [batch, others] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    const sides = ({ shape }: Known, transposed: string): Numbers =>
      attributes[transposed] === true ? shape.slice(-2).reverse() : shape.slice(-2);
    const [rows = 0, inner] = sides(a, transposeA);
    const [otherInner, columns = 0] = sides(b, transposeB);
    const fits = inner === otherInner && batch.every((side, axis) => side === others[axis]);
    return fits ? withShape([...batch, rows, columns], a) : null;
  };

type Images = [number, number, number, number];

/** @param depthwise whether each channel has kernels of its own; else a kernel may see a group of the channels */
const convolution =
  (depthwise: boolean): Rule =>
  ([x, kernel], { strides, padding, data_format: layout, dilations }) => {
    const [, stride, across] = strides as Numbers;
    if (x?.shape.length !== 4 || kernel?.shape.length !== 4 || layout !== 'NHWC' || stride !== across) return null;
    if ((padding !== 'SAME' && padding !== 'VALID') || dilations !== undefined) return null;
    const [channels = 0, seen = 0] = [x.shape[3], kernel.shape[2]];
    if (depthwise ? channels !== seen : channels % seen !== 0) return null;
    const { outShape } = backend_util.computeConv2DInfo(
      x.shape as Images,
      kernel.shape as Images,
      stride ?? 1,
      1,
      padding === 'SAME' ? 'same' : 'valid',
      undefined,
      depthwise,
    );
    return withShape(outShape, x);
  };

const pooling: Rule = ([x], { ksize, strides, padding, data_format: layout }) => {
  const [[, size = 1, wide], [, stride = 1, across]] = [ksize as Numbers, strides as Numbers];
  if (x?.shape.length !== 4 || layout !== 'NHWC' || padding !== 'VALID' || size !== wide || stride !== across)
    return null;
  return withShape(backend_util.computePool2DInfo(x.shape as Images, size, stride, 1, 'valid').outShape, x);
};

/** @param turn 1 for pixels that become channels, −1 for channels that become pixels */
const blocks =
  (turn: 1 | -1): Rule =>
  ([x], { block_size: block, data_format: layout }) => {
    if (x?.shape.length !== 4 || layout !== 'NHWC' || typeof block !== 'number') return null;
    const [n = 0, height = 0, width = 0, channels = 0] = x.shape;
    const side = block ** turn;
    const shape = [n, height / side, width / side, channels * side ** 2].map(Math.round);
    return withShape(shape, x);
  };

/** @param place of the input that holds the shape */
const shapeGivenBy =
  (place: number, like: number): Rule =>
  (inputs) => {
    const values = inputs[place]?.values;
    return withShape(values && Array.from(values), inputs[like]);
  };

const reshape: Rule = ([input, wanted]) => {
  if (!input || !wanted?.values) return null;
  const size = input.shape.reduce((whole, side) => whole * side, 1);
  const sides = Array.from(wanted.values);
  const known = sides.filter((side) => side >= 0).reduce((whole, side) => whole * side, 1);
  const shape = sides.map((side) => (side < 0 ? size / known : side));
  return shape.reduce((whole, side) => whole * side, 1) === size ? withShape(shape, input) : null;
};

const reduction: Rule = ([input, axes], { keep_dims: keep }) => {
  if (!input || !axes?.values) return null;
  const rank = input.shape.length;
  const gone = new Set(Array.from(axes.values, (axis) => (axis < 0 ? axis + rank : axis)));
  const shape = input.shape.flatMap((side, axis) => (gone.has(axis) ? (keep === true ? 1 : []) : side));
  return withShape(shape, input);
};

const transpose: Rule = ([input, order]) =>
  withShape(order?.values && input && Array.from(order.values, (axis) => input.shape[axis] ?? 0), input);

/** Gradients by the images, by gamma and by beta, and two that nobody reads. */
const batchNormGradient: Rule = ([images, , gamma]) => (images && gamma ? [images, gamma, gamma, gamma, gamma] : null);

const named = (names: string, rule: Rule): [string, Rule][] => names.split(' ').map((name) => [name, rule]);

/**
 * The ops a training step spends its time on. What is not here is run to see what it gives, so a rule is wanted for
 * ops on whole batches of activations only.
 */
export const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...named(
    'Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Erf Exp Expm1 Floor Identity Log Log1p Neg OnesLike Reciprocal ' +
      'Round Rsqrt Sigmoid Sign Sin Sinh Softmax Sqrt Square Tan Tanh ZerosLike',
    likeFirst,
  ),
  ...named('Elu LeakyRelu Relu Relu6 Selu Softplus', likeFirst),
  ...named('EluGrad LeakyReluGrad Relu6Grad ReluGrad SeluGrad SoftplusGrad', likeFirst),
  ...named('RsqrtGrad SigmoidGrad SqrtGrad TanhGrad AddN BiasAdd', likeFirst),
  ...named('IsFinite IsInf IsNan LogicalNot', asBool(likeFirst)),
  ...named(
    'Cast',
    asType(likeFirst, ({ DstT }) => DstT),
  ),
  ...named(
    'Add AddV2 Atan2 Div DivNoNan FloorDiv FloorMod Maximum Minimum Mul Pow RealDiv SelectV2 SquaredDifference Sub',
    broadcast,
  ),
  ...named('Equal Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr NotEqual', asBool(broadcast)),
  ...named('Conv2D', convolution(false)),
  ...named('DepthwiseConv2dNative', convolution(true)),
  ...named('Conv2DBackpropInput DepthwiseConv2dNativeBackpropInput AvgPoolGrad', shapeGivenBy(0, 1)),
  ...named('Conv2DBackpropFilter DepthwiseConv2dNativeBackpropFilter', shapeGivenBy(1, 0)),
  ...named('AvgPool', pooling),
  ...named('SpaceToDepth', blocks(1)),
  ...named('DepthToSpace', blocks(-1)),
  ...named('BroadcastTo', shapeGivenBy(1, 0)),
  ...named(
    'MatMul',
    product('transpose_a', 'transpose_b', (rank) => rank === 2),
  ),
  ...named(
    'BatchMatMulV2',
    product('adj_x', 'adj_y', (rank) => rank >= 2),
  ),
  ...named('Reshape', reshape),
  ...named('Max Mean Min Prod Sum', reduction),
  ...named('Transpose', transpose),
  ...named('FusedBatchNormGradV3', batchNormGradient),
]);
