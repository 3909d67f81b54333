import type * as tf from '@tensorflow/tfjs-core';
import { biasAdd } from '../operations/channels.ts';
import { convolve, convolveBack } from '../operations/convolution.ts';
import { matMul } from '../operations/mat-mul.ts';
import { convolveUpsampled } from '../operations/upsampled-convolution.ts';
import { spectralNorm } from '../operations/spectral-norm.ts';
import type { WeightSource } from '../initializers.ts';
import type { Pass } from '../pass.ts';
import type { Variable } from '../variable.ts';
import { createWeights, type BuiltLayer, type Place } from './built-layer.ts';

/** The kernel as the layer uses it: divided by its largest singular value where the layer says so. */
function kernelOf(kernel: Variable, vector: Variable | null, { mode, moveAverages = true }: Pass): tf.Tensor {
  if (!vector) return kernel.value;
  const moves = mode === 'training' && moveAverages;
  const normed = spectralNorm(kernel.value, vector.value, moves);
  if (moves) vector.assign(normed.vector);
  return normed.kernel;
}

function buildLinear(
  place: Place<'dense' | 'conv2d' | 'conv2dTranspose'>,
  source: WeightSource,
  apply: (x: tf.Tensor, kernel: tf.Tensor) => tf.Tensor,
): BuiltLayer {
  const { layer } = place;
  const weights = createWeights(place, source);
  const kernel = weights.get('kernel');
  const bias = layer.useBias ? weights.get('bias') : null;
  const vector = layer.type !== 'conv2dTranspose' && layer.spectralNorm ? weights.get('singularVector') : null;
  return {
    ...weights,
    forward: (x, pass) => {
      const y = apply(x, kernelOf(kernel, vector, pass));
      return bias ? biasAdd(y, bias.value) : y;
    },
  };
}

export const buildDense = (place: Place<'dense'>, source: WeightSource): BuiltLayer =>
  buildLinear(place, source, (x, kernel) => matMul(x, kernel));

export const buildConv2d = (place: Place<'conv2d'>, source: WeightSource): BuiltLayer =>
  buildLinear(place, source, (x, kernel) => convolve(x, kernel, place.layer));

export function buildConv2dTranspose(place: Place<'conv2dTranspose'>, source: WeightSource): BuiltLayer {
  const { stride } = place.layer;
  return buildLinear(place, source, (x, kernel) =>
    convolveBack(x, kernel, [x.shape[0] ?? 0, ...place.outputShape], { stride, padding: 'same' }),
  );
}

/** A convolution with stride 1 together with the layer before it, which doubles the image's pixels. */
export const buildUpsampledConvolution = (
  place: Place<'conv2d' | 'conv2dTranspose'>,
  source: WeightSource,
): BuiltLayer =>
  buildLinear(place, source, (x, kernel) => convolveUpsampled(x, kernel, place.layer.type === 'conv2dTranspose'));
