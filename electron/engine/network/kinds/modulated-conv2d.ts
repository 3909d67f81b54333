import { modulationScale } from '@shared/network/kinds/modulated-conv2d.ts';
import { biasAdd } from '../operations/channels.ts';
import { matMul } from '../operations/mat-mul.ts';
import { times } from '../operations/times.ts';
import { convolveModulated } from '../operations/modulated-convolution.ts';
import { createWeights, type Build } from './built-layer.ts';

export const buildModulatedConv2d: Build<'modulatedConv2d'> = (place, source) => {
  const weights = createWeights(place, source);
  const { up, demodulate, useBias } = place.layer;
  const [kernel, styleKernel, styleBias] = [
    weights.get('kernel'),
    weights.get('styleKernel'),
    weights.get('styleBias'),
  ];
  const [styles = 1, channels = 1] = styleKernel.shape;
  const scale = modulationScale(place.layer, styles, channels);
  const bias = useBias ? weights.get('bias') : null;
  return {
    ...weights,
    forward: ([x, latent]) => {
      if (!x || !latent) throw new Error('A modulated convolution takes an image and a style.');
      const style = biasAdd(matMul(latent, times(styleKernel.value, scale.styleKernel)), styleBias.value);
      const y = convolveModulated(x, kernel.value, times(style, scale.style), { up, demodulate, gain: scale.output });
      return bias ? biasAdd(y, times(bias.value, scale.output)) : y;
    },
  };
};
