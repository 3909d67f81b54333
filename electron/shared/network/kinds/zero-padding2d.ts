import { z } from 'zod';
import { attribute } from '../graph-model/builder.ts';
import { defineKind, requireRank, theValue } from './kind.ts';

const title = 'Zero padding';

/** Zeros around an image, as many on every side: what PyTorch's convolutions put there, where `same` would put more at the end. */
export const zeroPadding2d = defineKind(
  z.strictObject({ type: z.literal('zeroPadding2d'), by: z.number().int().min(1).max(15) }),
)({
  words: {
    title,
    short: 'pad',
    help: 'Puts pixels of zeros around the image, as many on every side.',
    parameters: { by: 'pixels' },
    row: (layer) => `Zero padding ${layer.by}`,
  },
  make: () => ({ type: 'zeroPadding2d', by: 1 }),
  shape: ({ by }, inputs) => {
    const [height = 1, width = 1, channels = 1] = requireRank(3, title, inputs);
    return [height + 2 * by, width + 2 * by, channels];
  },
  keras: ({ by }) => ({
    className: 'ZeroPadding2D',
    config: {
      padding: [
        [by, by],
        [by, by],
      ],
      data_format: 'channels_last',
    },
  }),
  graph: (g, { by }, place) =>
    g.op('Pad', [theValue(place), g.constant([0, 0, by, by, by, by, 0, 0], [4, 2], 'int32')], {
      Tpaddings: attribute.type('int32'),
    }),
});
