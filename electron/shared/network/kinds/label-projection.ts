import { z } from 'zod';
import { singularVector, type LayerWeight } from '../layer-weight.ts';
import { count, spectralNorm } from './fields.ts';
import { defineKind, requireRank, theInput, theValue } from './kind.ts';
import { spectralWords } from './words.ts';

const title = 'Label projection';

/** How well flat features go with the image's label: their inner product with its learned row (Miyato & Koyama 2018, equation 3). */
export const labelProjection = defineKind(
  z.strictObject({ type: z.literal('labelProjection'), classes: count, spectralNorm }),
)({
  words: {
    title,
    short: '⟨label⟩',
    help: 'One number: how well the features go with the label’s learned row. Add it to the score.',
    parameters: { spectralNorm: spectralWords },
    row: (layer) => `${title}, ${layer.classes} labels`,
  },
  make: () => ({ type: 'labelProjection', classes: 1 }),
  shape: (_layer, inputs) => {
    requireRank(1, title, inputs);
    return [1];
  },
  weights: (layer, inputs) => {
    const shape = [layer.classes, theInput(inputs).at(-1) ?? 1];
    const embeddings: LayerWeight = {
      name: 'embeddings',
      shape,
      trainable: true,
      inModel: true,
      first: { kind: 'kernel' },
    };
    return layer.spectralNorm ? [embeddings, singularVector('embeddings', [layer.classes, 1])] : [embeddings];
  },
  // Keras has no sum of products along features.
  keras: null,
  graph: (g, _layer, place) => {
    const { inputs, labels } = place;
    if (labels === null) throw new Error('A network that projects on labels needs them.');
    const features = theInput(inputs).at(-1) ?? 1;
    const rows = g.reshape(g.gather(place.weight('embeddings'), labels), [features]);
    // A sum, by way of the mean that plain tfjs has.
    return g.multiply(g.mean(g.multiply(theValue(place), rows), [1]), g.scalar(features));
  },
  products: (_layer, { inputs }) => theInput(inputs).at(-1) ?? 1,
  labelled: true,
});
