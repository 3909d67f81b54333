import { z } from 'zod';
import { attribute, windowOf } from '../graph-model/builder.ts';
import { square } from '../keras-form.ts';
import { kernelSize, requireRoom, sideOf, stride } from './fields.ts';
import { defineKind, requireRank, theValue } from './kind.ts';

const title = 'Average pooling';

/** The mean of each window that lies whole within the image. */
export const averagePooling2d = defineKind(z.strictObject({ type: z.literal('averagePooling2d'), kernelSize, stride }))(
  {
    words: {
      title,
      short: 'pool',
      help: 'The mean of each patch of pixels: a stride of 2 halves the image.',
      parameters: { kernelSize: 'kernel', stride: 'stride' },
      stride: (layer) => String(layer.stride),
    },
    make: () => ({ type: 'averagePooling2d', kernelSize: 2, stride: 2 }),
    shape: (layer, inputs) => {
      const [height = 1, width = 1, channels = 1] = requireRank(3, title, inputs);
      const how = { ...layer, padding: 'valid' } as const;
      requireRoom(how, [height, width]);
      return [sideOf(height, how), sideOf(width, how), channels];
    },
    keras: (layer) => ({
      className: 'AveragePooling2D',
      config: {
        pool_size: square(layer.kernelSize),
        strides: square(layer.stride),
        padding: 'valid',
        data_format: 'channels_last',
      },
    }),
    graph: (g, { kernelSize: side, stride: step }, place) =>
      g.op('AvgPool', [theValue(place)], {
        ...windowOf({ stride: step, padding: 'valid' }),
        ksize: attribute.wholes([1, side, side, 1]),
      }),
  },
);

const globalTitle = 'Global average pooling';

export const globalAveragePooling2d = defineKind(z.strictObject({ type: z.literal('globalAveragePooling2d') }))({
  words: {
    title: globalTitle,
    short: 'mean',
    help: 'The mean of each channel over all pixels: an image becomes one number for each channel.',
    parameters: {},
  },
  make: () => ({ type: 'globalAveragePooling2d' }),
  shape: (_layer, inputs) => requireRank(3, globalTitle, inputs).slice(2),
  keras: () => ({ className: 'GlobalAveragePooling2D', config: { data_format: 'channels_last' } }),
  graph: (g, _layer, place) => g.reshape(g.mean(theValue(place), [1, 2]), place.output),
});
