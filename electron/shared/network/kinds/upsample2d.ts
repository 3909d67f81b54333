import { z } from 'zod';
import { attribute } from '../graph-model/builder.ts';
import { square } from '../keras-form.ts';
import { defineKind, requireRank, theValue } from './kind.ts';

const title = 'Upsampling';

/** Each pixel repeated `factor` times each way (nearest neighbour). */
export const upsample2d = defineKind(
  z.strictObject({ type: z.literal('upsample2d'), factor: z.number().int().min(2).max(8).default(2) }),
)({
  words: {
    title,
    short: '×2',
    help: 'Repeats each pixel.',
    parameters: { factor: 'times' },
    row: (layer) => `Upsampling ×${layer.factor}`,
    stride: (layer) => `1/${layer.factor}`,
  },
  make: () => ({ type: 'upsample2d', factor: 2 }),
  shape: ({ factor }, inputs) => {
    const [height = 1, width = 1, channels = 1] = requireRank(3, title, inputs);
    return [height * factor, width * factor, channels];
  },
  keras: (layer) => ({
    className: 'UpSampling2D',
    config: { size: square(layer.factor), data_format: 'channels_last', interpolation: 'nearest' },
  }),
  graph: (g, _layer, place) =>
    g.op('ResizeNearestNeighbor', [theValue(place), g.wholes(...place.output.slice(0, 2))], {
      align_corners: attribute.flag(false),
      half_pixel_centers: attribute.flag(false),
    }),
  leads: true,
});

/** Of pixels that were repeated, each output place sees few different ones: the engine adds up the kernel first. */
export const kernelBehind = (before: { type: string } | undefined, size: number): number => {
  const parsed = upsample2d.schema.safeParse(before);
  return parsed.success ? Math.ceil((size + parsed.data.factor - 1) / parsed.data.factor) : size;
};
