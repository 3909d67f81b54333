import { z } from 'zod';
import { defineKind, LayerFault, theInput, theValue } from './kind.ts';

/** Half of the features, times σ of the other half (Dauphin et al. 2017). */
export const glu = defineKind(z.strictObject({ type: z.literal('glu') }))({
  words: {
    title: 'Gated linear unit',
    short: 'GLU',
    help: 'Half of the features decide how much of the other half passes.',
    parameters: {},
  },
  make: () => ({ type: 'glu' }),
  shape: (_layer, inputs) => {
    const input = theInput(inputs);
    const features = input.at(-1) ?? 0;
    if (features % 2 !== 0)
      throw new LayerFault(`A gated linear unit needs an even number of features, not ${features}.`);
    return [...input.slice(0, -1), features / 2];
  },
  keras: null,
  graph: (g, _layer, place) => {
    const [passed = '', gate = ''] = g.split(theValue(place), 2, place.output.length);
    return g.multiply(passed, g.op('Sigmoid', [gate]));
  },
  hiddenActivation: true,
});
