import { z } from 'zod';
import { attribute, type GraphModelBuilder } from '../graph-model/builder.ts';
import type { LayerWeight } from '../layer-weight.ts';
import { zeros } from '../layer-weight.ts';
import { product } from '../shape.ts';
import { defineKind, requireRank, theInput, theValue } from './kind.ts';

const title = 'Self-attention';

/** Features of queries and keys, and of values, where an image has so many channels (Zhang et al. 2019; values as BigGAN). */
const attentionSizes = (channels: number): { keys: number; values: number } => ({
  keys: Math.max(1, channels >> 3),
  values: Math.max(1, channels >> 1),
});

/** A matrix, a convolution of 1 × 1. @param part which of the layer's draws */
const matrix = (name: string, shape: number[], part: number): LayerWeight => ({
  name,
  shape,
  trainable: true,
  inModel: true,
  first: { kind: 'kernel', part },
});

/** a·b of each image, the second transposed where it says so. */
const products = (g: GraphModelBuilder, a: string, b: string, transposed = false): string =>
  g.op('BatchMatMulV2', [a, b], { adj_x: attribute.flag(false), adj_y: attribute.flag(transposed) });

/**
 * Each pixel sees all others (Zhang et al. 2019, "Self-Attention GAN"): x + γ · attention, where γ is learned from 0.
 * Every image costs (height · width)² numbers.
 */
export const selfAttention = defineKind(z.strictObject({ type: z.literal('selfAttention') }))({
  words: {
    title,
    short: 'attn',
    help: 'Every pixel looks at all others: for what belongs together far apart. Costly on large images.',
    parameters: {},
  },
  make: () => ({ type: 'selfAttention' }),
  shape: (_layer, inputs) => requireRank(3, title, inputs),
  weights: (_layer, inputs) => {
    const channels = theInput(inputs).at(-1) ?? 1;
    const { keys, values } = attentionSizes(channels);
    return [
      matrix('query', [channels, keys], 0),
      matrix('key', [channels, keys], 3),
      matrix('value', [channels, values], 4),
      matrix('output', [values, channels], 5),
      zeros('gamma', [1]),
    ];
  },
  keras: null,
  graph: (g, _layer, place) => {
    const [height = 1, width = 1, channels = 1] = theInput(place.inputs);
    const { keys, values } = attentionSizes(channels);
    const pixels = height * width;
    const flat = g.reshape(theValue(place), [channels]);
    const through = (name: string, size: number): string =>
      g.reshape(g.matMul(flat, place.weight(name)), [pixels, size]);
    const shares = g.op('Softmax', [products(g, through('query', keys), through('key', keys), true)]);
    const seen = g.reshape(products(g, shares, through('value', values)), [values]);
    const result = g.reshape(g.matMul(seen, place.weight('output')), [height, width, channels]);
    return g.add(theValue(place), g.multiply(result, place.weight('gamma')));
  },
  products: (_layer, { inputs }) => {
    const channels = theInput(inputs).at(-1) ?? 1;
    const { keys, values } = attentionSizes(channels);
    const pixels = product(theInput(inputs)) / channels;
    return 2 * pixels * channels * (keys + values) + pixels ** 2 * (keys + values);
  },
});
