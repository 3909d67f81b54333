import * as tf from '@tensorflow/tfjs-core';
import { assertNever } from '@shared/assert-never.ts';
import type { LayerSummary } from '@shared/network/summary.ts';
import type { WeightSource } from '../initializers.ts';
import { leakyRelu, relu, sigmoid, tanh } from '../operations/activations.ts';
import { upsample } from '../operations/upsample.ts';
import { buildBatchNorm } from './batch-norm.ts';
import { withoutWeights, type BuiltLayer } from './built-layer.ts';
import { buildDropout } from './dropout.ts';
import { buildLabelEmbedding } from './label-embedding.ts';
import { buildConv2d, buildConv2dTranspose, buildDense } from './linear.ts';

/** Puts a layer on the current device, with its first weights. @param index its place in the network */
export function buildLayer(row: LayerSummary, index: number, source: WeightSource): BuiltLayer {
  const { layer } = row;
  switch (layer.type) {
    case 'dense':
      return buildDense({ ...row, layer, index }, source);
    case 'conv2d':
      return buildConv2d({ ...row, layer, index }, source);
    case 'conv2dTranspose':
      return buildConv2dTranspose({ ...row, layer, index }, source);
    case 'batchNorm':
      return buildBatchNorm({ ...row, layer, index }, source);
    case 'labelEmbedding':
      return buildLabelEmbedding({ ...row, layer, index }, source);
    case 'dropout':
      return buildDropout({ ...row, layer, index });
    case 'upsample2d':
      return withoutWeights((x) => upsample(x, layer.factor));
    case 'leakyRelu':
      return withoutWeights((x) => leakyRelu(x, layer.slope));
    case 'relu':
      return withoutWeights(relu);
    case 'tanh':
      return withoutWeights(tanh);
    case 'sigmoid':
      return withoutWeights(sigmoid);
    case 'flatten':
    case 'reshape':
      return withoutWeights((x) => tf.reshape(x, [x.shape[0] ?? 0, ...row.outputShape]));
    default:
      return assertNever(layer);
  }
}
