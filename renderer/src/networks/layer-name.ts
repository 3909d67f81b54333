import { assertNever } from '@shared/assert-never.ts';
import type { Layer } from '@shared/network/layers.ts';
import { count, plain } from '../lib/format.ts';

/** A layer with its settings, for a table. */
export function layerName(layer: Layer): string {
  switch (layer.type) {
    case 'dense':
      return `Dense ${count(layer.units)}${layer.useBias ? '' : ', no bias'}`;
    case 'leakyRelu':
      return `Leaky ReLU, slope ${plain(layer.slope)}`;
    case 'batchNorm':
      return `Batch norm, momentum ${plain(layer.momentum)}, ε ${plain(layer.epsilon)}`;
    case 'conv2d':
      return `Convolution ${layer.filters}, ${layer.kernelSize}×${layer.kernelSize}${layer.stride > 1 ? `, stride ${layer.stride}` : ''}${layer.useBias ? '' : ', no bias'}`;
    case 'conv2dTranspose':
      return `Transposed convolution ${layer.filters}, ${layer.kernelSize}×${layer.kernelSize}, stride ${layer.stride}${layer.useBias ? '' : ', no bias'}`;
    case 'upsample2d':
      return `Upsampling ×${layer.factor}`;
    case 'dropout':
      return `Dropout ${plain(layer.rate)}`;
    case 'relu':
      return 'ReLU';
    case 'labelEmbedding':
      return `Label embedding, ${layer.join}`;
    case 'tanh':
      return 'tanh';
    case 'sigmoid':
      return 'Sigmoid';
    case 'flatten':
      return 'Flatten';
    case 'reshape':
      return 'Reshape';
    default:
      return assertNever(layer);
  }
}
