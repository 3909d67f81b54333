import type { LayerType } from '@shared/network/layers.ts';
import type { LayerSummary } from '@shared/network/summary.ts';
import type { WeightSource } from '../initializers.ts';
import { buildLeakyRelu, buildRelu, buildRelu6, buildSigmoid, buildSwish, buildTanh } from './activations.ts';
import { buildBatchNorm } from './batch-norm.ts';
import { buildBlur } from './blur.ts';
import type { Build, BuiltLayer } from './built-layer.ts';
import { buildConditionalBatchNorm } from './conditional-batch-norm.ts';
import { buildConv2dTranspose } from './conv2d-transpose.ts';
import { buildConv2d } from './conv2d.ts';
import { buildDense } from './dense.ts';
import { buildDepthwiseConv2d } from './depthwise-conv2d.ts';
import { buildDropout } from './dropout.ts';
import { buildGlu } from './glu.ts';
import { buildGroupedConv2d } from './grouped-conv2d.ts';
import { buildLabelEmbedding } from './label-embedding.ts';
import { buildLastingDropout } from './lasting-dropout.ts';
import { buildLabelProjection } from './label-projection.ts';
import { buildLearnedConstant } from './learned-constant.ts';
import { buildAdd, buildAverage, buildChannelScale, buildConcat, buildMultiply } from './merge.ts';
import { buildMinibatchStddev } from './minibatch-stddev.ts';
import { buildModulatedConv2d } from './modulated-conv2d.ts';
import { buildNoise } from './noise.ts';
import { buildInstanceNorm, buildLayerNorm, buildPixelNorm } from './norms.ts';
import { buildPixelShuffle } from './pixel-shuffle.ts';
import { buildAveragePooling2d, buildGlobalAveragePooling2d, buildGlobalSumPooling2d } from './pooling.ts';
import { buildQuadrant } from './quadrant.ts';
import { buildFlatten, buildReshape } from './reshaping.ts';
import { buildResize2d } from './resize2d.ts';
import { buildSelfAttention } from './self-attention.ts';
import { buildStyle } from './style.ts';
import { buildUpsample2d } from './upsample2d.ts';
import { buildZeroPadding2d } from './zero-padding2d.ts';

/** How each kind of layer of shared/network/kinds computes. */
const BUILDERS: { [Type in LayerType]: Build<Type> } = {
  dense: buildDense,
  conv2d: buildConv2d,
  conv2dTranspose: buildConv2dTranspose,
  upsample2d: buildUpsample2d,
  batchNorm: buildBatchNorm,
  dropout: buildDropout,
  leakyRelu: buildLeakyRelu,
  relu: buildRelu,
  relu6: buildRelu6,
  tanh: buildTanh,
  sigmoid: buildSigmoid,
  flatten: buildFlatten,
  reshape: buildReshape,
  add: buildAdd,
  multiply: buildMultiply,
  concat: buildConcat,
  labelEmbedding: buildLabelEmbedding,
  averagePooling2d: buildAveragePooling2d,
  globalAveragePooling2d: buildGlobalAveragePooling2d,
  groupedConv2d: buildGroupedConv2d,
  depthwiseConv2d: buildDepthwiseConv2d,
  pixelShuffle: buildPixelShuffle,
  blur: buildBlur,
  glu: buildGlu,
  learnedConstant: buildLearnedConstant,
  noise: buildNoise,
  layerNorm: buildLayerNorm,
  instanceNorm: buildInstanceNorm,
  pixelNorm: buildPixelNorm,
  minibatchStddev: buildMinibatchStddev,
  selfAttention: buildSelfAttention,
  modulatedConv2d: buildModulatedConv2d,
  swish: buildSwish,
  average: buildAverage,
  channelScale: buildChannelScale,
  quadrant: buildQuadrant,
  zeroPadding2d: buildZeroPadding2d,
  lastingDropout: buildLastingDropout,
  conditionalBatchNorm: buildConditionalBatchNorm,
  labelProjection: buildLabelProjection,
  globalSumPooling2d: buildGlobalSumPooling2d,
  style: buildStyle,
  resize2d: buildResize2d,
};

/** Puts a layer on the current device, with its first weights. */
export const buildLayer = (row: LayerSummary, source: WeightSource): BuiltLayer =>
  (BUILDERS[row.layer.type] as Build<LayerType>)(row, source);
