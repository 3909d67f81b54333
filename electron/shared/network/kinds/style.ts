import { z } from 'zod';
import { defineKind, requireRank, theValue } from './kind.ts';

const title = 'Style';

/**
 * Where a style goes on to what it steers, as it came: a generator's first style layer steers what comes first, its last the finest
 * detail. Mixing gives some of them another picture's style, and the length of a path is measured at them (Karras et al. 2019,
 * section 3.1; Karras et al. 2020, section 3.2).
 */
export const style = defineKind(z.strictObject({ type: z.literal('style') }))({
  words: {
    title,
    short: 'w',
    help: 'Passes a style on to the layers that it steers: where styles of two pictures can be mixed.',
    parameters: {},
  },
  make: () => ({ type: 'style' }),
  shape: (_layer, inputs) => requireRank(1, title, inputs),
  keras: null,
  // A node of its own, which a style can be put into.
  graph: (g, _layer, place) => g.op('Identity', [theValue(place)]),
});
