import { z } from 'zod';
import { defineKind, theInput, theValue } from './kind.ts';
import { plain } from './words.ts';

/** In training each value is kept with probability 1 − rate and then divided by it, else 0 (Srivastava et al. 2014). */
export const dropout = defineKind(z.strictObject({ type: z.literal('dropout'), rate: z.number().min(0).lt(1) }))({
  words: {
    title: 'Dropout',
    short: 'drop',
    help: 'Sets a share of the values to zero while training.',
    parameters: { rate: 'rate' },
    row: (layer) => `Dropout ${plain(layer.rate)}`,
  },
  make: () => ({ type: 'dropout', rate: 0.3 }),
  shape: (_layer, inputs) => theInput(inputs),
  keras: (layer) => ({ className: 'Dropout', config: { rate: layer.rate } }),
  graph: (_g, _layer, place) => theValue(place),
});
