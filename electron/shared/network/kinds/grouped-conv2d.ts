import { z } from 'zod';
import { linearWeights } from '../layer-weight.ts';
import { product } from '../shape.ts';
import { count, gain, kernelSize, padding, requireRoom, sideOf, stride, useBias } from './fields.ts';
import { defineKind, LayerFault, requireRank, theInput, theValue } from './kind.ts';
import { biasWords, gainWords, kernelNote, paddingWords, isUnset } from './words.ts';

const title = 'Grouped convolution';

/** Channels in groups that do not see each other (Xie et al. 2017, ResNeXt). Kernel [size, size, in / groups, filters]. */
export const groupedConv2d = defineKind(
  z.strictObject({
    type: z.literal('groupedConv2d'),
    filters: count,
    groups: count,
    kernelSize,
    stride: stride.default(1),
    padding,
    useBias,
    gain,
  }),
)({
  words: {
    title,
    short: 'GConv',
    help: 'A convolution in which each group of channels sees itself alone: fewer weights, and faster.',
    parameters: {
      filters: 'filters',
      groups: 'groups',
      kernelSize: 'kernel',
      stride: 'stride',
      padding: paddingWords,
      useBias: biasWords,
      gain: gainWords,
    },
    unused: isUnset,
    row: (layer) => `Grouped convolution ${layer.filters}, ${layer.groups} groups`,
    note: kernelNote,
    stride: (layer) => String(layer.stride),
  },
  make: () => ({
    type: 'groupedConv2d',
    filters: 64,
    groups: 4,
    kernelSize: 3,
    stride: 1,
    padding: 'same',
    useBias: true,
  }),
  shape: (layer, inputs) => {
    const [height = 1, width = 1, channels = 1] = requireRank(3, title, inputs);
    const { groups, filters } = layer;
    if (channels % groups !== 0 || filters % groups !== 0)
      throw new LayerFault(
        `${groups} groups do not divide ${channels} channels and ${filters} filters evenly. Choose other numbers.`,
      );
    requireRoom(layer, [height, width]);
    return [sideOf(height, layer), sideOf(width, layer), filters];
  },
  weights: (layer, inputs) => {
    const { kernelSize: side, filters, groups } = layer;
    const channels = (theInput(inputs).at(-1) ?? 1) / groups;
    return linearWeights([side, side, channels, filters], filters, layer);
  },
  // tfjs' layers have no groups, nor have its ops: each group is a convolution of its own.
  keras: null,
  graph: (g, layer, place) => {
    const kernels = g.split(place.weight('kernel'), layer.groups, 3);
    const parts = g.split(theValue(place), layer.groups, 3);
    const convolved = parts.map((part, group) => g.convolve(part, kernels[group] ?? '', layer));
    const whole = g.concat(convolved, 3);
    return layer.useBias ? g.biasAdd(whole, place.weight('bias')) : whole;
  },
  products: (layer, { inputs, output }) =>
    (product(output) * layer.kernelSize ** 2 * (theInput(inputs).at(-1) ?? 1)) / layer.groups,
  features: 'filters',
});
