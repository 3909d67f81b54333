import { z } from 'zod';
import { defineKind, theInput, theValue } from './kind.ts';

/** The same learned values for every image, whatever comes in (Karras et al. 2019, section 2). */
export const learnedConstant = defineKind(
  z.strictObject({ type: z.literal('learnedConstant'), shape: z.array(z.number().int().positive()).min(1).max(3) }),
)({
  words: {
    title: 'Learned constant',
    short: 'const',
    help: 'The same learned values for every image: what a generator that is steered by styles begins with.',
    parameters: { shape: 'of' },
  },
  make: () => ({ type: 'learnedConstant', shape: [4, 4, 64] }),
  shape: (layer) => layer.shape,
  weights: (layer) => [
    { name: 'value', shape: layer.shape, trainable: true, inModel: true, first: { kind: 'normals' } },
  ],
  keras: null,
  // As many images as come in: a zero for each of them.
  graph: (g, layer, place) => {
    const axes = theInput(place.inputs).map((_, axis) => axis + 1);
    const one = g.reshape(
      g.mean(theValue(place), axes),
      layer.shape.map(() => 1),
    );
    return g.add(g.multiply(one, g.scalar(0)), place.weight('value'));
  },
});
