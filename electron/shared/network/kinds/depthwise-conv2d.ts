import { z } from 'zod';
import { windowOf } from '../graph-model/builder.ts';
import { square } from '../keras-form.ts';
import { depthwiseWeights } from '../layer-weight.ts';
import { product } from '../shape.ts';
import { kernelSize, padding, requireRoom, sideOf, stride, useBias } from './fields.ts';
import { defineKind, requireRank, theInput, theValue } from './kind.ts';
import { biasWords, kernelNote, paddingWords } from './words.ts';

const title = 'Depthwise convolution';

/** Each channel by kernels of its own (Chollet 2017, Xception). Kernel [size, size, in, multiplier]. */
export const depthwiseConv2d = defineKind(
  z.strictObject({
    type: z.literal('depthwiseConv2d'),
    kernelSize,
    stride: stride.default(1),
    padding,
    /** Channels that are made of each. */
    multiplier: z.number().int().min(1).max(64).default(1),
    useBias,
  }),
)({
  words: {
    title,
    short: 'DWConv',
    help: 'Filters that see one channel each: a convolution of 1×1 behind it brings the channels together.',
    parameters: {
      kernelSize: 'kernel',
      stride: 'stride',
      padding: paddingWords,
      multiplier: 'of each channel',
      useBias: biasWords,
    },
    note: kernelNote,
    stride: (layer) => String(layer.stride),
  },
  make: () => ({
    type: 'depthwiseConv2d',
    kernelSize: 3,
    stride: 1,
    padding: 'same',
    multiplier: 1,
    useBias: true,
  }),
  shape: (layer, inputs) => {
    const [height = 1, width = 1, channels = 1] = requireRank(3, title, inputs);
    requireRoom(layer, [height, width]);
    return [sideOf(height, layer), sideOf(width, layer), channels * layer.multiplier];
  },
  weights: (layer, inputs) =>
    depthwiseWeights(layer.kernelSize, theInput(inputs).at(-1) ?? 1, layer.multiplier, layer.useBias),
  keras: (layer) => ({
    className: 'DepthwiseConv2D',
    config: {
      kernel_size: square(layer.kernelSize),
      strides: square(layer.stride),
      padding: layer.padding,
      depth_multiplier: layer.multiplier,
      data_format: 'channels_last',
      activation: 'linear',
      use_bias: layer.useBias,
    },
  }),
  graph: (g, layer, place) => {
    const convolved = g.op(
      'DepthwiseConv2dNative',
      [theValue(place), place.weight('depthwiseKernel')],
      windowOf(layer),
    );
    return layer.useBias ? g.biasAdd(convolved, place.weight('bias')) : convolved;
  },
  products: (layer, { output }) => product(output) * layer.kernelSize ** 2,
});
