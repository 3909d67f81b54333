import { convolveBack } from '../operations/convolution.ts';
import type { Build } from './built-layer.ts';
import { buildLinear } from './linear.ts';

export const buildConv2dTranspose: Build<'conv2dTranspose'> = (place, source) => {
  const { layer, outputShape } = place;
  return buildLinear(place, source, (x, kernel) =>
    convolveBack(x, kernel, [x.shape[0] ?? 0, ...outputShape], { stride: layer.stride, padding: 'same' }),
  );
};
