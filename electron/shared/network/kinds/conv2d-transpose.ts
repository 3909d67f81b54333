import { z } from 'zod';
import { convolutionConfig } from '../keras-form.ts';
import { linearWeights } from '../layer-weight.ts';
import { product } from '../shape.ts';
import { count, kernelSize, spectralNorm, stride, useBias } from './fields.ts';
import { defineKind, requireRank, theInput, theValue } from './kind.ts';
import { biasWords, kernelNote, spectralWords } from './words.ts';
import { kernelBehind } from './upsample2d.ts';

const title = 'Transposed convolution';

/** The gradient of a `same` convolution by its input, as a layer: output input × stride. Kernel [size, size, filters, in]. */
export const conv2dTranspose = defineKind(
  z.strictObject({
    type: z.literal('conv2dTranspose'),
    filters: count,
    kernelSize,
    stride: stride.default(2),
    useBias,
    spectralNorm,
  }),
)({
  words: {
    title,
    short: 'ConvT',
    help: 'Filters that make the image larger: a stride of 2 doubles it.',
    parameters: {
      filters: 'filters',
      kernelSize: 'kernel',
      stride: 'stride',
      useBias: biasWords,
      spectralNorm: spectralWords,
    },
    row: (layer) => `Transposed convolution ${layer.filters}`,
    note: kernelNote,
    stride: (layer) => (layer.stride === 1 ? '1' : `1/${layer.stride}`),
  },
  make: () => ({ type: 'conv2dTranspose', filters: 64, kernelSize: 4, stride: 2, useBias: true }),
  shape: (layer, inputs) => {
    const [height = 1, width = 1] = requireRank(3, title, inputs);
    return [height * layer.stride, width * layer.stride, layer.filters];
  },
  weights: (layer, inputs) => {
    const { kernelSize: side, filters } = layer;
    return linearWeights([side, side, filters, theInput(inputs).at(-1) ?? 1], filters, layer, 'before last');
  },
  keras: (layer) => ({ className: 'Conv2DTranspose', config: convolutionConfig({ ...layer, padding: 'same' }) }),
  graph: (g, layer, place) => {
    const how = { stride: layer.stride, padding: 'same' } as const;
    const convolved = g.convolveBack(theValue(place), place.weight('kernel'), place.output, how);
    return layer.useBias ? g.biasAdd(convolved, place.weight('bias')) : convolved;
  },
  products: (layer, { inputs, before }) =>
    product(theInput(inputs)) * kernelBehind(before, layer.kernelSize) ** 2 * layer.filters,
  features: 'filters',
});
