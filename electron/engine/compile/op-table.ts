/**
 * The ops a compiled step may hold, with the names of their outputs (a list output ends in *), as
 * TensorFlow's op registry has them. All are pure: same inputs, same outputs, no state. An op that is
 * not here is refused, so that none with hidden state (RandomStandardNormal, say) slips in.
 * The names are needed inside function bodies, which call outputs "node:name:index".
 */
const OUTPUTS: Readonly<Record<string, string>> = {
  y:
    'Abs Acos Acosh Asin Asinh Atan Atanh Cast Ceil ComplexAbs Cos Cosh Erf Exp Expm1 Floor IsFinite IsInf IsNan Log Log1p ' +
    'LogicalNot Neg OnesLike Reciprocal Round Rsqrt Sigmoid Sign Sin Sinh Sqrt Square Tan Tanh Transpose ZerosLike',
  z:
    'Add AddV2 Atan2 Div DivNoNan Equal FloorDiv FloorMod Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr Maximum ' +
    'Minimum Mul NotEqual Pow RealDiv RsqrtGrad SigmoidGrad SqrtGrad SquaredDifference Sub TanhGrad',
  output:
    'All Any ArgMax ArgMin AvgPool AvgPool3D AvgPool3DGrad AvgPoolGrad BatchMatMulV2 BatchToSpaceND BiasAdd BiasAddGrad ' +
    'Bitcast BroadcastTo ConcatV2 Const Conv2D Conv2DBackpropFilter Conv2DBackpropInput Conv3D Conv3DBackpropFilterV2 ' +
    'Conv3DBackpropInputV2 DepthToSpace DepthwiseConv2dNative DepthwiseConv2dNativeBackpropFilter ' +
    'DepthwiseConv2dNativeBackpropInput Diag Dilation2D Einsum ExpandDims Fill GatherNd GatherV2 Identity LRN LRNGrad ' +
    'LinSpace L2Loss Max MaxPool MaxPool3D MaxPool3DGrad MaxPoolGrad Mean Min MirrorPad MirrorPadGrad OneHot Pack PadV2 ' +
    'Prod Range Reshape ResizeBilinearGrad ResizeNearestNeighborGrad ReverseV2 ScatterNd Select SelectV2 Slice ' +
    'SpaceToBatchND SpaceToDepth StatelessRandomNormal StatelessRandomUniform StatelessRandomUniformFullInt ' +
    'StatelessRandomUniformFullIntV2 StatelessRandomUniformV2 StatelessTruncatedNormal StridedSlice Sum ' +
    'TensorScatterUpdate Tile UnsortedSegmentSum',
  'output*': 'Split SplitV StatelessIf Unpack',
  activations: 'Elu LeakyRelu Relu Relu6 Selu Softplus',
  backprops: 'EluGrad LeakyReluGrad Relu6Grad ReluGrad SeluGrad SoftplusGrad',
  sum: 'AddN',
  product: 'MatMul',
  softmax: 'Softmax',
  out: 'Cumprod Cumsum',
  r0: 'BroadcastArgs',
  resized_images: 'ResizeBilinear ResizeNearestNeighbor',
  crops: 'CropAndResize',
  filter_backprop: 'Dilation2DBackpropFilter',
  in_backprop: 'Dilation2DBackpropInput',
  'values,indices': 'TopKV2',
  'y,batch_mean,batch_variance,reserve_space_1,reserve_space_2': 'FusedBatchNorm',
  'y,batch_mean,batch_variance,reserve_space_1,reserve_space_2,reserve_space_3': 'FusedBatchNormV3',
  'x_backprop,scale_backprop,offset_backprop,reserve_space_4,reserve_space_5': 'FusedBatchNormGradV3',
};

const outputsByOp = new Map(
  Object.entries(OUTPUTS).flatMap(([outputs, ops]) => ops.split(' ').map((op) => [op, outputs.split(',')] as const)),
);

/**
 * Not an op of TensorFlow's: its first input as it is, once the others are made. What is traced is an Identity with
 * control edges, which no optimiser of graphs takes away.
 */
export const AFTER = 'ForgerAfter';

export const isPureOp = (op: string): boolean => outputsByOp.has(op);

/** "name:index" of an op's k-th output inside a function body. */
export function functionOutput(op: string, k: number): string {
  const names = op === 'ReadVariableOp' ? ['value'] : outputsByOp.get(op);
  const first = names?.[0];
  if (first?.endsWith('*')) return `${first.slice(0, -1)}:${k}`;
  const name = names?.[k];
  if (name === undefined) throw new Error(`The op ${op} has no output ${k}.`);
  return `${name}:0`;
}

/** Ops that change variables in place: resources first, then data; no outputs. */
const CHANGING = new Set(
  (
    'AssignAddVariableOp AssignSubVariableOp ResourceApplyAdam ResourceApplyGradientDescent ResourceApplyKerasMomentum ' +
    'ResourceApplyMomentum ResourceApplyRMSProp'
  ).split(' '),
);

export const changesResources = (op: string): boolean => CHANGING.has(op);
