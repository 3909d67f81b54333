import { z } from 'zod';
import { product } from '../shape.ts';
import { defineKind, LayerFault, theInput, theValue } from './kind.ts';

export const flatten = defineKind(z.strictObject({ type: z.literal('flatten') }))({
  words: { title: 'Flatten', short: 'flat', help: 'An image as one row of numbers.', parameters: {} },
  make: () => ({ type: 'flatten' }),
  shape: (_layer, inputs) => [product(theInput(inputs))],
  keras: () => ({ className: 'Flatten', config: {} }),
  graph: (g, _layer, place) => g.reshape(theValue(place), place.output),
  reshapes: true,
});

export const reshape = defineKind(
  z.strictObject({
    type: z.literal('reshape'),
    shape: z.array(z.number().int().positive()).min(1).max(3),
  }),
)({
  words: {
    title: 'Reshape',
    short: 'image',
    help: 'A row of numbers as an image: height, width, channels.',
    parameters: { shape: 'to' },
  },
  make: () => ({ type: 'reshape', shape: [7, 7, 16] }),
  shape: (layer, inputs) => {
    const input = theInput(inputs);
    if (product(layer.shape) !== product(input))
      throw new LayerFault(
        `Reshape to ${layer.shape.join('×')} needs ${product(layer.shape)} values; the layer before gives ${product(input)}.`,
      );
    return layer.shape;
  },
  keras: (layer) => ({ className: 'Reshape', config: { target_shape: layer.shape } }),
  graph: (g, layer, place) => g.reshape(theValue(place), layer.shape),
  reshapes: true,
});
