import { z } from 'zod';
import { convolutionConfig } from '../keras-form.ts';
import { linearWeights } from '../layer-weight.ts';
import { product } from '../shape.ts';
import { count, gain, kernelSize, padding, requireRoom, sideOf, spectralNorm, stride, useBias } from './fields.ts';
import { defineKind, requireRank, theInput, theValue } from './kind.ts';
import { biasWords, gainWords, kernelNote, paddingWords, spectralWords, withoutGain } from './words.ts';
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
    },
    unused: withoutGain,
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
  keras: (layer) => ({ className: 'Conv2D', config: convolutionConfig(layer) }),
  graph: (g, layer, place) => {
    const convolved = g.convolve(theValue(place), place.weight('kernel'), layer);
    return layer.useBias ? g.biasAdd(convolved, place.weight('bias')) : convolved;
  },
  products: (layer, { inputs, output, before }) =>
    product(output) * kernelBehind(before, layer.kernelSize) ** 2 * (theInput(inputs).at(-1) ?? 1),
  features: 'filters',
  normable: true,
});
