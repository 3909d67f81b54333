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
import { buildConv2d, buildConv2dTranspose, buildDense, buildUpsampledConvolution } from './linear.ts';

/** Whether two layers are one operation: the first doubles an image's pixels, the second is a convolution of stride 1. */
const areUpsampledConvolution = (first: LayerSummary | undefined, second: LayerSummary | undefined): boolean =>
  first?.layer.type === 'upsample2d' &&
  first.layer.factor === 2 &&
  (second?.layer.type === 'conv2d' || second?.layer.type === 'conv2dTranspose') &&
  second.layer.stride === 1 &&
  (second.layer.type === 'conv2dTranspose' || second.layer.padding === 'same');

/** Puts a network's layers on the current device, with their first weights. What pays is done by two layers at once. */
export const buildLayers = (rows: readonly LayerSummary[], source: WeightSource): BuiltLayer[] =>
  rows.flatMap((row, index) => {
    const { layer } = row;
    if (areUpsampledConvolution(row, rows[index + 1])) return [];
    const joined = areUpsampledConvolution(rows[index - 1], row);
    if (joined && (layer.type === 'conv2d' || layer.type === 'conv2dTranspose'))
      return [buildUpsampledConvolution({ ...row, layer, index }, source)];
    return [buildLayer(row, index, source)];
  });

/** @param index the layer's place in the network */
function buildLayer(row: LayerSummary, index: number, source: WeightSource): BuiltLayer {
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
