import { z } from 'zod';
import { defineKind, LayerFault, requireRank, theValue } from './kind.ts';

const title = 'Quadrant';

/**
 * A quarter of the image: in training one of the four at random, the same for all images of a pass and for all such layers
 * of the network; else the upper left one. Liu et al. 2021, section 3.2: what a decoder must rebuild of a part.
 */
export const quadrant = defineKind(z.strictObject({ type: z.literal('quadrant') }))({
  words: {
    title,
    short: '¼',
    help: 'A random quarter of the image in training, the same one wherever the network takes a quarter.',
    parameters: {},
  },
  make: () => ({ type: 'quadrant' }),
  shape: (_layer, inputs) => {
    const [height = 1, width = 1, channels = 1] = requireRank(3, title, inputs);
    if (height % 2 !== 0 || width % 2 !== 0)
      throw new LayerFault(`${title} needs an even number of pixels each way, not ${height}×${width}.`);
    return [height / 2, width / 2, channels];
  },
  keras: null,
  graph: (g, _layer, place) => {
    const [upper = ''] = g.split(theValue(place), 2, 1);
    const [left = ''] = g.split(upper, 2, 2);
    return left;
  },
});
