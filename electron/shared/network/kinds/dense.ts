import { z } from 'zod';
import { linearWeights } from '../layer-weight.ts';
import { product } from '../shape.ts';
import { spectralNorm, useBias } from './fields.ts';
import { defineKind, requireRank, theInput, theValue } from './kind.ts';
import { biasWords, count, spectralWords } from './words.ts';

const title = 'Dense';

export const dense = defineKind(
  z.strictObject({
    type: z.literal('dense'),
    /** Output features. */
    units: z.number().int().positive().max(4_194_304),
    useBias,
    spectralNorm,
  }),
)({
  words: {
    title,
    short: 'Dense',
    help: 'Every output is a weighted sum of all inputs.',
    parameters: { units: 'units', useBias: biasWords, spectralNorm: spectralWords },
    row: (layer) => `Dense ${count(layer.units)}${layer.useBias ? '' : ', no bias'}`,
  },
  make: () => ({ type: 'dense', units: 128, useBias: true }),
  shape: (layer, inputs) => {
    requireRank(1, title, inputs);
    return [layer.units];
  },
  weights: (layer, inputs) => linearWeights([theInput(inputs).at(-1) ?? 1, layer.units], layer.units, layer),
  keras: (layer) => ({
    className: 'Dense',
    config: { units: layer.units, activation: 'linear', use_bias: layer.useBias },
  }),
  graph: (g, layer, place) => {
    const product = g.matMul(theValue(place), place.weight('kernel'));
    return layer.useBias ? g.biasAdd(product, place.weight('bias')) : product;
  },
  products: (layer, { inputs }) => product(theInput(inputs)) * layer.units,
  features: 'units',
  normable: true,
});
