import { z } from 'zod';
import { attribute } from '../graph-model/builder.ts';
import { defineKind, theInput, theValue } from './kind.ts';
import { plain } from './words.ts';

export const leakyRelu = defineKind(
  z.strictObject({
    type: z.literal('leakyRelu'),
    /** Slope for negative inputs (PyTorch's negative_slope, Keras' alpha). */
    slope: z.number().min(0).max(1),
  }),
)({
  words: {
    title: 'Leaky ReLU',
    short: 'LReLU',
    help: 'Negative values are kept small instead of cut.',
    parameters: { slope: 'slope' },
    row: (layer) => `Leaky ReLU, slope ${plain(layer.slope)}`,
  },
  make: () => ({ type: 'leakyRelu', slope: 0.2 }),
  shape: (_layer, inputs) => theInput(inputs),
  keras: (layer) => ({ className: 'LeakyReLU', config: { alpha: layer.slope } }),
  graph: (g, layer, place) => g.op('LeakyRelu', [theValue(place)], { alpha: attribute.number(layer.slope) }),
  hiddenActivation: true,
});

/** What TensorFlow calls them. */
const OPS = { relu: 'Relu', relu6: 'Relu6', tanh: 'Tanh', sigmoid: 'Sigmoid' } as const;

const plainActivation = <Type extends keyof typeof OPS>(
  type: Type,
  words: { title: string; short: string; help: string },
  traits: { range?: 'signed' | 'unit'; hiddenActivation?: true },
) => {
  const schema = z.strictObject({ type: z.literal(type) });
  return defineKind(schema)({
    words: { ...words, parameters: {} },
    make: () => schema.parse({ type }),
    shape: (_layer, inputs) => theInput(inputs),
    keras: () => ({ className: 'Activation', config: { activation: type } }),
    graph: (g, _layer, place) => g.op(OPS[type], [theValue(place)]),
    ...traits,
  });
};

export const relu = plainActivation(
  'relu',
  { title: 'ReLU', short: 'ReLU', help: 'Negative values become zero.' },
  { hiddenActivation: true },
);
/** Krizhevsky 2010, "Convolutional Deep Belief Networks on CIFAR-10", section 2. */
export const relu6 = plainActivation(
  'relu6',
  { title: 'ReLU6', short: 'ReLU6', help: 'Negative values become zero, and what is above six becomes six.' },
  { hiddenActivation: true },
);
export const tanh = plainActivation(
  'tanh',
  { title: 'tanh', short: 'tanh', help: 'Brings values between −1 and 1.' },
  { range: 'signed' },
);
/** x·σ(x). Ramachandran et al. 2017, "Searching for Activation Functions". */
export const swish = defineKind(z.strictObject({ type: z.literal('swish') }))({
  words: { title: 'Swish', short: 'swish', help: 'Each value times how far its sigmoid lets it pass.', parameters: {} },
  make: () => ({ type: 'swish' }),
  shape: (_layer, inputs) => theInput(inputs),
  keras: null,
  graph: (g, _layer, place) => g.multiply(theValue(place), g.op('Sigmoid', [theValue(place)])),
  hiddenActivation: true,
});
export const sigmoid = plainActivation(
  'sigmoid',
  { title: 'Sigmoid', short: 'sigmoid', help: 'Brings values between 0 and 1.' },
  { range: 'unit' },
);
