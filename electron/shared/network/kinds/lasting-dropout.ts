import { z } from 'zod';
import { defineKind, theInput, theValue } from './kind.ts';
import { plain } from './words.ts';

/**
 * Dropout that stays when training is over, as the only noise of a generator (Isola et al. 2017, section 2.1): in training
 * anew for every image, else one choice that is kept with the weights, so that the same input gives the same image everywhere.
 */
export const lastingDropout = defineKind(
  z.strictObject({ type: z.literal('lastingDropout'), rate: z.number().min(0).lt(1) }),
)({
  words: {
    title: 'Lasting dropout',
    short: 'drop',
    help: 'Sets a share of the values to zero, in samples too: a generator’s noise.',
    parameters: { rate: 'rate' },
    row: (layer) => `Lasting dropout ${plain(layer.rate)}`,
  },
  make: () => ({ type: 'lastingDropout', rate: 0.5 }),
  shape: (_layer, inputs) => theInput(inputs),
  weights: ({ rate }, inputs) => [
    {
      name: 'kept',
      shape: [...theInput(inputs)],
      trainable: false,
      inModel: true,
      first: { kind: 'trials', probability: 1 - rate },
    },
  ],
  keras: null,
  graph: (g, { rate }, place) =>
    g.multiply(theValue(place), g.multiply(place.weight('kept'), g.scalar(1 / (1 - rate)))),
});
