import { z } from 'zod';
import { attribute } from '../graph-model/builder.ts';
import { count } from './fields.ts';
import { defineKind, requireRank, theValue } from './kind.ts';

const title = 'Bilinear resizing';

/**
 * To so many pixels a side, bilinear: PyTorch's `F.interpolate(…, mode='bilinear')`. Corners aligned, the outer pixels of both images
 * are the same points; else the outer edges are.
 */
export const resize2d = defineKind(
  z.strictObject({
    type: z.literal('resize2d'),
    height: count.max(1024),
    width: count.max(1024),
    alignCorners: z.boolean().default(false),
  }),
)({
  words: {
    title,
    short: 'Resize',
    help: 'Another size, by weighted means of the pixels around.',
    parameters: {
      height: 'height',
      width: 'width',
      alignCorners: 'corners stay',
    },
    row: ({ height, width }) => `${title} to ${height} × ${width}`,
  },
  make: () => ({ type: 'resize2d', height: 32, width: 32, alignCorners: false }),
  shape: ({ height, width }, inputs) => {
    const [, , channels = 1] = requireRank(3, title, inputs);
    return [height, width, channels];
  },
  keras: null,
  graph: (g, { height, width, alignCorners }, place) =>
    g.op('ResizeBilinear', [theValue(place), g.wholes(height, width)], {
      align_corners: attribute.flag(alignCorners),
      half_pixel_centers: attribute.flag(!alignCorners),
    }),
  leads: true,
});
