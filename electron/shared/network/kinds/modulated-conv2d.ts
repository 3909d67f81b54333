import { z } from 'zod';
import { blurKernel, BLUR_WEIGHTS } from '../blur-kernel.ts';
import { attribute, windowOf, type GraphModelBuilder } from '../graph-model/builder.ts';
import { ones, zeros, type LayerWeight } from '../layer-weight.ts';
import { product } from '../shape.ts';
import { count, equalized, kernelSize, outputGain, useBias } from './fields.ts';
import { defineKind, LayerFault, requireRank, theInput, type GraphPlace } from './kind.ts';
import { biasWords, equalizedWords, isUnset, kernelNote, outputGainWords } from './words.ts';

const title = 'Modulated convolution';
/** What a kernel that also doubles has: the blur behind it is made for that. */
const UP_KERNEL = 3;
const EPSILON = 1e-8;

const schema = z.strictObject({
  type: z.literal('modulatedConv2d'),
  filters: count,
  kernelSize,
  up: z.boolean().default(false),
  demodulate: z.boolean().default(true),
  useBias,
  equalized,
  outputGain,
});
type ModulatedConv2d = z.infer<typeof schema>;

const kernel = (
  name: string,
  shape: number[],
  { part, equalized: normal = false }: { part: number; equalized?: boolean | undefined },
): LayerWeight => ({
  name,
  shape,
  trainable: true,
  inModel: true,
  first: { kind: normal ? 'normals' : 'kernel', part },
});

/** What a layer multiplies by as it computes. */
export interface ModulationScale {
  /** Of the style's kernel. */
  styleKernel: number;
  /** Of the style; of what is divided by its kernel's size nothing would be left of it. */
  style: number;
  output: number;
}

/** @param latent numbers of the style that comes in @param channels of the image */
export function modulationScale(
  { equalized: equal = false, demodulate, kernelSize: side, outputGain: output = 1 }: ModulatedConv2d,
  latent: number,
  channels: number,
): ModulationScale {
  return {
    styleKernel: equal ? 1 / Math.sqrt(latent) : 1,
    style: equal && !demodulate ? 1 / Math.sqrt(channels * side ** 2) : 1,
    output,
  };
}

/** A transposed convolution to one pixel more than twice the size, and the blur that takes it away. */
function doubled(
  g: GraphModelBuilder,
  x: string,
  weights: string,
  [height = 1, width = 1, filters = 1]: readonly number[],
): string {
  const spread = g.convolveBack(x, weights, [height + 1, width + 1, filters], { stride: 2, padding: 'valid' });
  const side = BLUR_WEIGHTS.length;
  const filter = g.constant([...blurKernel(filters, 4)], [side, side, filters, 1]);
  const blurred = g.op('DepthwiseConv2dNative', [spread, filter], windowOf({ stride: 1, padding: 'same' }));
  return g.op('Slice', [blurred, g.wholes(0, 0, 0, 0), g.wholes(-1, height, width, filters)], {
    Index: attribute.type('int32'),
  });
}

/** 1 / √(Σ (w·s)² + 1e-8) for each image and filter. */
function demodulation(g: GraphModelBuilder, style: string, weights: string, up: boolean): string {
  const squares = g.op('Sum', [g.op('Square', [weights]), g.wholes(0, 1)], { keep_dims: attribute.flag(false) });
  const sums = g.matMul(g.op('Square', [style]), squares, { transposeB: up });
  return g.op('Rsqrt', [g.add(sums, g.scalar(EPSILON))]);
}

function graph(g: GraphModelBuilder, layer: ModulatedConv2d, place: GraphPlace): string {
  const [x = '', source = ''] = place.values;
  const channels = theInput(place.inputs).at(-1) ?? 1;
  const scale = modulationScale(layer, place.inputs[1]?.[0] ?? 1, channels);
  const times = (value: string, factor: number): string => (factor === 1 ? value : g.multiply(value, g.scalar(factor)));
  const styles = g.add(
    g.matMul(source, times(place.weight('styleKernel'), scale.styleKernel)),
    place.weight('styleBias'),
  );
  const style = times(styles, layer.demodulate ? scale.style : scale.style * scale.output);
  const scaled = g.multiply(x, g.reshape(style, [1, 1, channels]));
  const weights = place.weight('kernel');
  const convolved = layer.up
    ? doubled(g, scaled, weights, place.output)
    : g.convolve(scaled, weights, { stride: 1, padding: 'same' });
  const divided = layer.demodulate
    ? g.multiply(
        convolved,
        g.reshape(times(demodulation(g, style, weights, layer.up), scale.output), [1, 1, layer.filters]),
      )
    : convolved;
  return layer.useBias ? g.biasAdd(divided, times(place.weight('bias'), scale.output)) : divided;
}

/**
 * A convolution whose kernel a style scales (Karras et al. 2020, "Analyzing and Improving the Image Quality of StyleGAN",
 * equations 1 and 3). What comes in is the image, then a flat style, of which a dense layer makes a number for each channel.
 * Kernel [size, size, in, filters]; where it doubles the image [3, 3, filters, in].
 */
export const modulatedConv2d = defineKind(schema)({
  words: {
    title,
    short: 'ModConv',
    help: 'A convolution whose filters a style makes weaker and stronger, anew for each image.',
    parameters: {
      filters: 'filters',
      kernelSize: 'kernel',
      up: 'doubles the image',
      demodulate: 'demodulated',
      useBias: biasWords,
      equalized: equalizedWords,
      outputGain: outputGainWords,
    },
    unused: isUnset,
    row: (layer) => `Modulated convolution ${layer.filters}`,
    note: (layer) => (layer.demodulate ? kernelNote(layer) : 'not demodulated'),
    stride: (layer) => (layer.up ? '1/2' : '1'),
  },
  make: () => ({
    type: 'modulatedConv2d',
    filters: 64,
    kernelSize: 3,
    up: false,
    demodulate: true,
    useBias: true,
  }),
  inputs: 'several',
  shape: (layer, inputs) => {
    const [image = [], style = []] = inputs;
    const [height = 1, width = 1] = requireRank(3, title, [image]);
    if (inputs.length !== 2 || style.length !== 1)
      throw new LayerFault(`${title} takes two: an image, and a flat style.`);
    if (layer.up && layer.kernelSize !== UP_KERNEL)
      throw new LayerFault(`A modulated convolution that doubles the image has a kernel of ${UP_KERNEL}×${UP_KERNEL}.`);
    const factor = layer.up ? 2 : 1;
    return [height * factor, width * factor, layer.filters];
  },
  weights: ({ kernelSize: side, filters, up, useBias: biased, equalized: equal }, [image = [], style = []]) => {
    const channels = image.at(-1) ?? 1;
    return [
      kernel('kernel', up ? [side, side, filters, channels] : [side, side, channels, filters], {
        part: 0,
        equalized: equal,
      }),
      ...(biased ? [zeros('bias', [filters])] : []),
      kernel('styleKernel', [style[0] ?? 1, channels], { part: 3, equalized: equal }),
      ones('styleBias', [channels]),
    ];
  },
  keras: null,
  graph,
  products: (layer, { inputs, output }) =>
    product(layer.up ? theInput(inputs).slice(0, 2) : output.slice(0, 2)) *
    layer.kernelSize ** 2 *
    (theInput(inputs).at(-1) ?? 1) *
    layer.filters,
  features: 'filters',
});
