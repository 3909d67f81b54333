import { z } from 'zod';
import { convolutionConfig } from '../keras-form.ts';
import { linearWeights } from '../layer-weight.ts';
import { isScaled } from '../run-scale.ts';
import { product } from '../shape.ts';
import {
  count,
  equalized,
  gain,
  kernelSize,
  outputGain,
  padding,
  requireRoom,
  sideOf,
  spectralNorm,
  stride,
  useBias,
} from './fields.ts';
import { defineKind, requireRank, theInput, theValue } from './kind.ts';
import {
  biasWords,
  equalizedWords,
  gainWords,
  isUnset,
  kernelNote,
  outputGainWords,
  paddingWords,
  spectralWords,
} from './words.ts';
import { scaledWeights } from './scaled-weights.ts';
import { kernelBehind } from './upsample2d.ts';

const title = 'Convolution';

/** Square kernel [size, size, in, filters]. `same`: output ⌈input / stride⌉, zeros around; an odd one at the end. */
export const conv2d = defineKind(
  z.strictObject({
    type: z.literal('conv2d'),
    filters: count,
    kernelSize,
    stride: stride.default(1),
    padding,
    useBias,
    spectralNorm,
    gain,
    equalized,
    outputGain,
  }),
)({
  words: {
    title,
    short: 'Conv',
    help: 'Small filters slide over the image; a stride of 2 halves it.',
    parameters: {
      filters: 'filters',
      kernelSize: 'kernel',
      stride: 'stride',
      padding: paddingWords,
      useBias: biasWords,
      spectralNorm: spectralWords,
      gain: gainWords,
      equalized: equalizedWords,
      outputGain: outputGainWords,
    },
    unused: isUnset,
    row: (layer) => `Convolution ${layer.filters}`,
    note: kernelNote,
    stride: (layer) => String(layer.stride),
  },
  make: () => ({ type: 'conv2d', filters: 64, kernelSize: 5, stride: 2, padding: 'same', useBias: true }),
  shape: (layer, inputs) => {
    const [height = 1, width = 1] = requireRank(3, title, inputs);
    requireRoom(layer, [height, width]);
    return [sideOf(height, layer), sideOf(width, layer), layer.filters];
  },
  weights: (layer, inputs) => {
    const { kernelSize: side, filters } = layer;
    return linearWeights([side, side, theInput(inputs).at(-1) ?? 1, filters], filters, layer);
  },
  beyondKeras: isScaled,
  keras: (layer) => ({ className: 'Conv2D', config: convolutionConfig(layer) }),
  graph: (g, layer, place) => {
    const channels = theInput(place.inputs).at(-1) ?? 1;
    const { kernel, bias } = scaledWeights(g, layer, place, [layer.kernelSize, layer.kernelSize, channels, 1]);
    const convolved = g.convolve(theValue(place), kernel, layer);
    return bias === null ? convolved : g.biasAdd(convolved, bias);
  },
  products: (layer, { inputs, output, before }) =>
    product(output) * kernelBehind(before, layer.kernelSize) ** 2 * (theInput(inputs).at(-1) ?? 1),
  features: 'filters',
  normable: true,
});
