import { z } from 'zod';
import { attribute, windowOf, type GraphModelBuilder } from '../graph-model/builder.ts';
import { singularVector, zeros, type LayerWeight } from '../layer-weight.ts';
import { product, type Shape } from '../shape.ts';
import { requireRoom, spectralNorm } from './fields.ts';
import { defineKind, requireRank, theInput, theValue } from './kind.ts';
import { spectralWords } from './words.ts';

const title = 'Self-attention';

/** Features of queries and keys, and of values, where an image has so many channels (Zhang et al. 2019; values as BigGAN). */
const attentionSizes = (channels: number): { keys: number; values: number } => ({
  keys: Math.max(1, channels >> 3),
  values: Math.max(1, channels >> 1),
});

/** How keys and values are pooled, where they are: the largest of each 2 × 2 pixels. */
const POOL = { kernelSize: 2, stride: 2, padding: 'valid' } as const;

/** Pixels that look, and those that are looked at. */
function places({ pooled }: { pooled?: boolean | undefined }, [height = 1, width = 1]: Shape): [number, number] {
  const seen = (side: number): number => (pooled ? side >> 1 : side);
  return [height * width, seen(height) * seen(width)];
}

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

/** Its matrices, each with the draws of its first values and of its singular vector's. */
const MATRICES = { query: [0, 6], key: [3, 7], value: [4, 8], output: [5, 9] } as const;

/**
 * Each pixel sees all others (Zhang et al. 2019, "Self-Attention GAN"): x + γ · attention, where γ is learned from 0.
 * Every image costs (height · width)² numbers; a quarter of them with keys and values pooled, as in the authors' code.
 */
export const selfAttention = defineKind(
  z.strictObject({ type: z.literal('selfAttention'), pooled: z.boolean().optional(), spectralNorm }),
)({
  words: {
    title,
    short: 'attn',
    help: 'Every pixel looks at all others: for what belongs together far apart. Costly on large images.',
    parameters: { pooled: 'keys and values pooled', spectralNorm: spectralWords },
    note: ({ pooled }) => (pooled ? 'keys and values pooled' : null),
  },
  make: () => ({ type: 'selfAttention' }),
  shape: ({ pooled }, inputs) => {
    const shape = requireRank(3, title, inputs);
    if (pooled) requireRoom(POOL, shape);
    return shape;
  },
  weights: (layer, inputs) => {
    const channels = theInput(inputs).at(-1) ?? 1;
    const { keys, values } = attentionSizes(channels);
    const shapes = {
      query: [channels, keys],
      key: [channels, keys],
      value: [channels, values],
      output: [values, channels],
    };
    const names = Object.keys(MATRICES) as (keyof typeof MATRICES)[];
    return [
      ...names.map((name) => matrix(name, shapes[name], MATRICES[name][0])),
      zeros('gamma', [1]),
      ...(layer.spectralNorm
        ? names.map((name) => singularVector(name, [1, shapes[name].at(-1) ?? 1], MATRICES[name][1]))
        : []),
    ];
  },
  keras: null,
  graph: (g, layer, place) => {
    const [height = 1, width = 1, channels = 1] = theInput(place.inputs);
    const { keys, values } = attentionSizes(channels);
    const [pixels, seenPixels] = places(layer, theInput(place.inputs));
    const flat = g.reshape(theValue(place), [channels]);
    const through = (name: string, size: number, shape = [pixels, size]): string =>
      g.reshape(g.matMul(flat, place.weight(name)), shape);
    const lookedAt = (name: string, size: number): string => {
      if (!layer.pooled) return through(name, size);
      const image = through(name, size, [height, width, size]);
      const pooled = g.op('MaxPool', [image], { ...windowOf(POOL), ksize: attribute.wholes([1, 2, 2, 1]) });
      return g.reshape(pooled, [seenPixels, size]);
    };
    const shares = g.op('Softmax', [products(g, through('query', keys), lookedAt('key', keys), true)]);
    const seen = g.reshape(products(g, shares, lookedAt('value', values)), [values]);
    const result = g.reshape(g.matMul(seen, place.weight('output')), [height, width, channels]);
    return g.add(theValue(place), g.multiply(result, place.weight('gamma')));
  },
  products: (layer, { inputs }) => {
    const channels = theInput(inputs).at(-1) ?? 1;
    const { keys, values } = attentionSizes(channels);
    const [pixels, seen] = places(layer, theInput(inputs));
    return 2 * pixels * channels * (keys + values) + pixels * seen * (keys + values);
  },
  // The shares, beside what comes in.
  keeps: (layer, inputs) => product(places(layer, theInput(inputs))),
  normable: true,
});
