import { biasAdd } from '../operations/channels.ts';
import { convolveDepthwise } from '../operations/depthwise-convolution.ts';
import { createWeights, single, type Build } from './built-layer.ts';

export const buildDepthwiseConv2d: Build<'depthwiseConv2d'> = (place, source) => {
  const weights = createWeights(place, source);
  const kernel = weights.get('depthwiseKernel');
  const bias = place.layer.useBias ? weights.get('bias') : null;
  return {
    ...weights,
    forward: (inputs) => {
      const y = convolveDepthwise(single(inputs), kernel.value, place.layer);
      return bias ? biasAdd(y, bias.value) : y;
    },
  };
};
