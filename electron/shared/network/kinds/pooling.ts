import { z } from 'zod';
import { attribute, windowOf } from '../graph-model/builder.ts';
import { square } from '../keras-form.ts';
import { kernelSize, requireRoom, sideOf, stride } from './fields.ts';
import { defineKind, requireRank, theInput, theValue } from './kind.ts';

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

const sumTitle = 'Global sum pooling';

/** What Miyato & Koyama 2018 take of D's last features: their code sums over the pixels and does not take the mean. */
export const globalSumPooling2d = defineKind(z.strictObject({ type: z.literal('globalSumPooling2d') }))({
  words: {
    title: sumTitle,
    short: 'sum',
    help: 'The sum of each channel over all pixels: an image becomes one number for each channel.',
    parameters: {},
  },
  make: () => ({ type: 'globalSumPooling2d' }),
  shape: (_layer, inputs) => requireRank(3, sumTitle, inputs).slice(2),
  // Keras pools by means and maxima alone.
  keras: null,
  graph: (g, _layer, place) => {
    const [height = 1, width = 1] = theInput(place.inputs);
    return g.multiply(g.reshape(g.mean(theValue(place), [1, 2]), place.output), g.scalar(height * width));
  },
});
