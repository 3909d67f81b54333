import { z } from 'zod';
import { attribute } from '../graph-model/builder.ts';
import { defineKind, requireRank, theValue } from './kind.ts';

const title = 'Minibatch standard deviation';
const EPSILON = 1e-8;

/** One more channel: how far the images of a group are apart (Karras et al. 2018, section 3, as in StyleGAN2). */
export const minibatchStddev = defineKind(
  z.strictObject({
    type: z.literal('minibatchStddev'),
    /** Images that are looked at together: the largest divisor of a batch that is not above it. */
    group: z.number().int().min(1).max(1024).default(4),
  }),
)({
  words: {
    title,
    short: 'std',
    help: 'One more channel that says how far a few images of the batch are apart: a generator that repeats itself is found out.',
    parameters: { group: 'images' },
    row: (layer) => `Minibatch standard deviation of ${layer.group}`,
  },
  make: () => ({ type: 'minibatchStddev', group: 4 }),
  shape: (_layer, inputs) => {
    const [height = 1, width = 1, channels = 0] = requireRank(3, title, inputs);
    return [height, width, channels + 1];
  },
  keras: null,
  // All images that come in are one group: what the engine does up to that many.
  graph: (g, _layer, place) => {
    const x = theValue(place);
    const variance = g.mean(g.op('Square', [g.subtract(x, g.mean(x, [0]))]), [0]);
    const deviation = g.mean(g.op('Sqrt', [g.add(variance, g.scalar(EPSILON))]), [1, 2, 3]);
    const zeros = g.multiply(
      g.op('Slice', [x, g.wholes(0, 0, 0, 0), g.wholes(-1, -1, -1, 1)], { Index: attribute.type('int32') }),
      g.scalar(0),
    );
    return g.concat([x, g.add(zeros, deviation)], 3);
  },
  mixesBatch: true,
});
