import { z } from 'zod';
import { attribute } from '../graph-model/builder.ts';
import { defineKind, LayerFault, requireRank, theValue } from './kind.ts';

const title = 'Pixel shuffle';

/** Channels that become pixels (Shi et al. 2016): [h, w, factor²·c] → [factor·h, factor·w, c]; the channels are [row, column, c]. */
export const pixelShuffle = defineKind(
  z.strictObject({ type: z.literal('pixelShuffle'), factor: z.number().int().min(2).max(8).default(2) }),
)({
  words: {
    title,
    short: 'shuf',
    help: 'Every four channels become four pixels of one: the image is twice as high and wide.',
    parameters: { factor: 'times' },
    row: (layer) => `Pixel shuffle ×${layer.factor}`,
    stride: (layer) => `1/${layer.factor}`,
  },
  make: () => ({ type: 'pixelShuffle', factor: 2 }),
  shape: ({ factor }, inputs) => {
    const [height = 1, width = 1, channels = 1] = requireRank(3, title, inputs);
    if (channels % factor ** 2 !== 0)
      throw new LayerFault(`${title} ×${factor} needs channels in groups of ${factor ** 2}, not ${channels}.`);
    return [height * factor, width * factor, channels / factor ** 2];
  },
  keras: null,
  graph: (g, { factor }, place) =>
    g.op('DepthToSpace', [theValue(place)], {
      block_size: attribute.whole(factor),
      data_format: attribute.text('NHWC'),
    }),
});
