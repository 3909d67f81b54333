import { z } from 'zod';
import { ones, zeros } from '../layer-weight.ts';
import { batchNormFields, batchNormWords, movingMoments } from './batch-norm.ts';
import { count } from './fields.ts';
import { defineKind, requireRank, theInput, theValue } from './kind.ts';
import { plain } from './words.ts';

const title = 'Conditional batch norm';

/**
 * Batch norm whose γ and β are learned for each label (Dumoulin et al. 2017, "A Learned Representation for Artistic Style";
 * Miyato & Koyama 2018, section 5): the batch's moments are those of all its images, whatever their labels.
 */
export const conditionalBatchNorm = defineKind(
  z.strictObject({ type: z.literal('conditionalBatchNorm'), classes: count, ...batchNormFields }),
)({
  words: {
    title,
    short: 'CBN',
    help: 'Batch norm that scales and shifts each channel by the image’s label.',
    parameters: batchNormWords,
    row: (layer) => `${title}, ${layer.classes} labels`,
    note: (layer) => `momentum ${plain(layer.momentum)}, ε ${plain(layer.epsilon)}`,
  },
  make: () => ({
    type: 'conditionalBatchNorm',
    classes: 1,
    momentum: 0.9,
    epsilon: 1e-5,
    runningVariance: 'population',
  }),
  shape: (_layer, inputs) => requireRank(3, title, inputs),
  weights: (layer, inputs) => {
    const channels = theInput(inputs).at(-1) ?? 1;
    const rows = [layer.classes, channels];
    return [ones('gamma', rows), zeros('beta', rows), ...movingMoments([channels])];
  },
  // Keras' batch norm knows no labels.
  keras: null,
  graph: (g, layer, place) => {
    const { inputs, labels } = place;
    if (labels === null) throw new Error('A network that scales by labels needs them.');
    const row = (name: string): string =>
      g.reshape(g.gather(place.weight(name), labels), [1, 1, theInput(inputs).at(-1) ?? 1]);
    const spread = g.op('Rsqrt', [g.add(place.weight('movingVariance'), g.scalar(layer.epsilon))]);
    const normalized = g.multiply(g.subtract(theValue(place), place.weight('movingMean')), spread);
    return g.add(g.multiply(normalized, row('gamma')), row('beta'));
  },
  mixesBatch: true,
  labelled: true,
});
