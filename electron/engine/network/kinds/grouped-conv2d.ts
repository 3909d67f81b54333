import { groupedConvolution } from '../operations/grouped-convolution.ts';
import type { Build } from './built-layer.ts';
import { buildLinear } from './linear.ts';

export const buildGroupedConv2d: Build<'groupedConv2d'> = (place, source) => {
  const convolve = groupedConvolution();
  return buildLinear(place, source, (x, kernel) => convolve(x, kernel, place.layer));
};
