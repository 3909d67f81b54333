import { z } from 'zod';
import type { GraphModelBuilder } from '../graph-model/builder.ts';
import { ones, zeros } from '../layer-weight.ts';
import type { Shape } from '../shape.ts';
import { epsilon } from './fields.ts';
import { defineKind, requireRank, theInput, theValue } from './kind.ts';
import { plain } from './words.ts';

/** Mean 0 and variance 1 over some axes. */
function standardized(g: GraphModelBuilder, x: string, axes: readonly number[], least: number): string {
  const centred = g.subtract(x, g.mean(x, axes));
  const variance = g.mean(g.op('Square', [centred]), axes);
  return g.multiply(centred, g.op('Rsqrt', [g.add(variance, g.scalar(least))]));
}

/** Axes of a batch, from that of the images on, that a layer goes over. */
const axesOf = ({ over }: { over: 'image' | 'channels' }, input: Shape): number[] =>
  over === 'channels' ? [input.length] : input.map((_, axis) => axis + 1);

/** Ba et al. 2016, PyTorch's nn.LayerNorm: scale and shift are of the shape that is normalised. */
export const layerNorm = defineKind(
  z.strictObject({ type: z.literal('layerNorm'), over: z.enum(['image', 'channels']), epsilon }),
)({
  words: {
    title: 'Layer norm',
    short: 'LN',
    help: 'Brings the values of each image to mean 0 and spread 1, whatever the others of its batch are.',
    parameters: {
      over: { label: 'over', choices: { image: 'all of an image', channels: 'the channels of a pixel' } },
      epsilon: 'ε',
    },
    row: (layer) => `Layer norm${layer.over === 'channels' ? ' of channels' : ''}, ε ${plain(layer.epsilon)}`,
  },
  make: () => ({ type: 'layerNorm', over: 'image', epsilon: 1e-5 }),
  shape: (_layer, inputs) => theInput(inputs),
  weights: (layer, inputs) => {
    const input = theInput(inputs);
    const shape = layer.over === 'channels' ? input.slice(-1) : [...input];
    return [ones('gamma', shape), zeros('beta', shape)];
  },
  keras: (layer, { inputs }) => ({
    className: 'LayerNormalization',
    config: { axis: axesOf(layer, theInput(inputs)), epsilon: layer.epsilon, center: true, scale: true },
  }),
  graph: (g, layer, place) => {
    const y = standardized(g, theValue(place), axesOf(layer, theInput(place.inputs)), layer.epsilon);
    return g.add(g.multiply(y, place.weight('gamma')), place.weight('beta'));
  },
});

const instanceTitle = 'Instance norm';

/** Ulyanov et al. 2016, PyTorch's nn.InstanceNorm2d. */
export const instanceNorm = defineKind(
  z.strictObject({
    type: z.literal('instanceNorm'),
    epsilon,
    /** Whether each channel has a learned scale and shift. */
    affine: z.boolean().default(true),
  }),
)({
  words: {
    title: instanceTitle,
    short: 'IN',
    help: 'Brings each channel of each image to mean 0 and spread 1 over its pixels.',
    parameters: { epsilon: 'ε', affine: 'scaled and shifted' },
    row: (layer) => `Instance norm, ε ${plain(layer.epsilon)}`,
    note: (layer) => (layer.affine ? null : 'without scale and shift'),
  },
  make: () => ({ type: 'instanceNorm', epsilon: 1e-5, affine: true }),
  shape: (_layer, inputs) => requireRank(3, instanceTitle, inputs),
  weights: (layer, inputs) => {
    const shape = theInput(inputs).slice(-1);
    return layer.affine ? [ones('gamma', shape), zeros('beta', shape)] : [];
  },
  keras: null,
  graph: (g, layer, place) => {
    const y = standardized(g, theValue(place), [1, 2], layer.epsilon);
    return layer.affine ? g.add(g.multiply(y, place.weight('gamma')), place.weight('beta')) : y;
  },
});

/** Karras et al. 2018, section 4.2. */
const PIXEL_NORM_EPSILON = 1e-8;

export const pixelNorm = defineKind(z.strictObject({ type: z.literal('pixelNorm') }))({
  words: {
    title: 'Pixel norm',
    short: 'PN',
    help: 'Brings the features of each pixel, or of a row of numbers, to one length.',
    parameters: {},
  },
  make: () => ({ type: 'pixelNorm' }),
  shape: (_layer, inputs) => theInput(inputs),
  keras: null,
  graph: (g, _layer, place) => {
    const square = g.mean(g.op('Square', [theValue(place)]), [place.output.length]);
    return g.multiply(theValue(place), g.op('Rsqrt', [g.add(square, g.scalar(PIXEL_NORM_EPSILON))]));
  },
});
