import { convolve } from '../operations/convolution.ts';
import type { Build } from './built-layer.ts';
import { buildLinear } from './linear.ts';

export const buildConv2d: Build<'conv2d'> = (place, source) =>
  buildLinear(place, source, (x, kernel) => convolve(x, kernel, place.layer));
