import type * as tf from '@tensorflow/tfjs-core';
import { singularVectorOf } from '@shared/network/layer-weight.ts';
import { runScale } from '@shared/network/run-scale.ts';
import { biasAdd } from '../operations/channels.ts';
import { spectralNorm } from '../operations/spectral-norm.ts';
import { times } from '../operations/times.ts';
import type { WeightSource } from '../initializers.ts';
import type { Pass } from '../pass.ts';
import type { Variable } from '../variable.ts';
import { createWeights, single, type BuiltLayer, type Place } from './built-layer.ts';

/** A weight as the layer uses it: divided by its largest singular value where it has a vector. */
export function normedBy(vector: Variable | null, kernel: Variable, { mode, updateBuffers = true }: Pass): tf.Tensor {
  if (!vector) return kernel.value;
  const moves = mode === 'training' && updateBuffers;
  const normed = spectralNorm(kernel.value, vector.value, moves);
  if (moves) vector.assign(normed.vector);
  return normed.kernel;
}

/** A layer that multiplies by a kernel, which may be divided by its largest singular value, and adds a bias. */
export function buildLinear(
  place: Place<'dense' | 'conv2d' | 'conv2dTranspose' | 'groupedConv2d'>,
  source: WeightSource,
  apply: (x: tf.Tensor, kernel: tf.Tensor) => tf.Tensor,
): BuiltLayer {
  const { layer } = place;
  const weights = createWeights(place, source);
  const kernel = weights.get('kernel');
  const bias = layer.useBias ? weights.get('bias') : null;
  const vector = 'spectralNorm' in layer && layer.spectralNorm ? weights.get(singularVectorOf('kernel')) : null;
  const scale = runScale(layer, kernel.shape);
  return {
    ...weights,
    forward: (inputs, pass) => {
      const y = apply(single(inputs), times(normedBy(vector, kernel, pass), scale.kernel));
      return bias ? biasAdd(y, times(bias.value, scale.bias)) : y;
    },
  };
}
