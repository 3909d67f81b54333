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
