import { z } from 'zod';
import { linearWeights } from '../layer-weight.ts';
import { isScaled } from '../run-scale.ts';
import { product } from '../shape.ts';
import { equalized, outputGain, rate, spectralNorm, useBias } from './fields.ts';
import { defineKind, requireRank, theInput, theValue } from './kind.ts';
import { scaledWeights } from './scaled-weights.ts';
import { biasWords, count, equalizedWords, isUnset, outputGainWords, rateWords, spectralWords } from './words.ts';

const title = 'Dense';

export const dense = defineKind(
  z.strictObject({
    type: z.literal('dense'),
    /** Output features. */
    units: z.number().int().positive().max(4_194_304),
    useBias,
    spectralNorm,
    equalized,
    rate,
    outputGain,
  }),
)({
  words: {
    title,
    short: 'Dense',
    help: 'Every output is a weighted sum of all inputs.',
    parameters: {
      units: 'units',
      useBias: biasWords,
      spectralNorm: spectralWords,
      equalized: equalizedWords,
      rate: rateWords,
      outputGain: outputGainWords,
    },
    unused: isUnset,
    row: (layer) => `Dense ${count(layer.units)}${layer.useBias ? '' : ', no bias'}`,
  },
  make: () => ({ type: 'dense', units: 128, useBias: true }),
  shape: (layer, inputs) => {
    requireRank(1, title, inputs);
    return [layer.units];
  },
  weights: (layer, inputs) => linearWeights([theInput(inputs).at(-1) ?? 1, layer.units], layer.units, layer),
  beyondKeras: isScaled,
  keras: (layer) => ({
    className: 'Dense',
    config: { units: layer.units, activation: 'linear', use_bias: layer.useBias },
  }),
  graph: (g, layer, place) => {
    const { kernel, bias } = scaledWeights(g, layer, place, [theInput(place.inputs).at(-1) ?? 1, layer.units]);
    const sums = g.matMul(theValue(place), kernel);
    return bias === null ? sums : g.biasAdd(sums, bias);
  },
  products: (layer, { inputs }) => product(theInput(inputs)) * layer.units,
  features: 'units',
  normable: true,
});
