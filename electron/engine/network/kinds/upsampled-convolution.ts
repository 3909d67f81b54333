import type { LayerSummary } from '@shared/network/summary.ts';
import { convolveUpsampled } from '../operations/upsampled-convolution.ts';
import type { Build } from './built-layer.ts';
import { buildLinear } from './linear.ts';

/** Whether two layers are one operation: the first doubles an image's pixels, the second is a convolution of stride 1. */
export const areUpsampledConvolution = (first: LayerSummary, second: LayerSummary): boolean =>
  first.layer.type === 'upsample2d' &&
  first.layer.factor === 2 &&
  (second.layer.type === 'conv2d' || second.layer.type === 'conv2dTranspose') &&
  second.layer.stride === 1 &&
  (second.layer.type === 'conv2dTranspose' || second.layer.padding === 'same');

/** A convolution with stride 1 together with the layer before it, which doubles the image's pixels. */
export const buildUpsampledConvolution: Build<'conv2d' | 'conv2dTranspose'> = (place, source) =>
  buildLinear(place, source, (x, kernel) => convolveUpsampled(x, kernel, place.layer.type === 'conv2dTranspose'));
