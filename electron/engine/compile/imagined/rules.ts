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

const product =
  (transposeA: string, transposeB: string): Rule =>
  ([a, b], attributes) => {
    if (a?.shape.length !== 2 || b?.shape.length !== 2) return null;
    const rows = a.shape[attributes[transposeA] === true ? 1 : 0] ?? 0;
    const inner = a.shape[attributes[transposeA] === true ? 0 : 1];
    const [otherInner, columns = 0] = attributes[transposeB] === true ? [...b.shape].reverse() : b.shape;
    return inner === otherInner ? withShape([rows, columns], a) : null;
  };

const convolution: Rule = ([x, kernel], { strides, padding, data_format: layout, dilations }) => {
  const [, stride, across] = strides as Numbers;
  if (x?.shape.length !== 4 || kernel?.shape.length !== 4 || layout !== 'NHWC' || stride !== across) return null;
  if ((padding !== 'SAME' && padding !== 'VALID') || dilations !== undefined || x.shape[3] !== kernel.shape[2])
    return null;
  const { outShape } = backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    kernel.shape as [number, number, number, number],
    stride ?? 1,
    1,
    padding === 'SAME' ? 'same' : 'valid',
  );
  return withShape(outShape, x);
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
  ...named('Conv2D', convolution),
  ...named('Conv2DBackpropInput', shapeGivenBy(0, 1)),
  ...named('Conv2DBackpropFilter', shapeGivenBy(1, 0)),
  ...named('BroadcastTo', shapeGivenBy(1, 0)),
  ...named('MatMul', product('transpose_a', 'transpose_b')),
  ...named('BatchMatMulV2', product('adj_x', 'adj_y')),
  ...named('Reshape', reshape),
  ...named('Max Mean Min Prod Sum', reduction),
  ...named('Transpose', transpose),
  ...named('FusedBatchNormGradV3', batchNormGradient),
]);
