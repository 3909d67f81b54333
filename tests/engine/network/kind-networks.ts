import type { Graph, NetworkData } from '@shared/network/graph.ts';
import type { ImageShape, Layer, NetworkPair } from '@shared/network/layers.ts';

export const KIND_IMAGE: ImageShape = { height: 4, width: 4, channels: 1 };
export const KIND_LATENTS = 5;
const KIND_CLASSES = 3;

const conv = (filters: number): Layer => ({
  type: 'conv2d',
  filters,
  kernelSize: 3,
  stride: 1,
  padding: 'same',
  useBias: true,
});
const dense = (units: number): Layer => ({ type: 'dense', units, useBias: true });
const leaky: Layer = { type: 'leakyRelu', slope: 0.2 };

const GENERATOR: NetworkData = [dense(32), leaky, { type: 'reshape', shape: [4, 4, 2] }, conv(1), { type: 'tanh' }];

/** A discriminator with these layers on 8 channels in its middle. */
const judging = (...layers: Layer[]): NetworkData => [
  conv(8),
  leaky,
  ...layers,
  conv(4),
  leaky,
  { type: 'flatten' },
  dense(1),
];
const DISCRIMINATOR = judging();

/** A generator with these layers on 8 channels of 4 × 4 pixels. */
const making = (...layers: Layer[]): NetworkData => [
  dense(128),
  leaky,
  { type: 'reshape', shape: [4, 4, 8] },
  ...layers,
  conv(1),
  { type: 'tanh' },
];

const modulated = (up: boolean, from: [string, string], more: Partial<Layer> = {}): Layer =>
  ({ type: 'modulatedConv2d', filters: 4, kernelSize: 3, up, demodulate: true, useBias: true, from, ...more }) as Layer;

/** A style made of the latents, a constant, and convolutions that the style steers. */
const STYLED: Graph = {
  nodes: [
    { type: 'pixelNorm' },
    { ...dense(6), id: 'mapped' },
    { type: 'style', id: 'style' },
    { type: 'learnedConstant', shape: [2, 2, 4], from: 'input', id: 'begin' },
    modulated(false, ['begin', 'style'], { id: 'first' }),
    { type: 'noise', scale: 'channels' },
    { ...leaky, id: 'seen' },
    modulated(true, ['seen', 'style'], { id: 'larger' }),
    { type: 'noise', scale: 'one', id: 'moved' },
    modulated(false, ['moved', 'style'], {
      filters: 1,
      kernelSize: 1,
      demodulate: false,
      id: 'colours',
    } as Partial<Layer>),
    { type: 'tanh' },
  ],
};

const equal = { equalized: true, outputGain: Math.SQRT2 } as const;

/** The same with equalised rates, its style learned slowly. */
const EQUAL: Graph = {
  nodes: STYLED.nodes.map((layer): Layer => {
    if (layer.type === 'dense') return { ...layer, ...equal, rate: 0.5 };
    if (layer.type === 'noise') return { ...layer, outputGain: Math.SQRT2 };
    return layer.type === 'modulatedConv2d' ? { ...layer, ...equal } : layer;
  }),
};

/** Rebuilds what it sees, of half the side, and a quarter of it; gives the four scores that are left of its pixels. */
const REBUILDING: Graph = {
  nodes: [
    { ...conv(8), id: 'seen' },
    { type: 'averagePooling2d', kernelSize: 2, stride: 2 },
    { ...conv(1), id: 'places' },
    { type: 'flatten', id: 'scores' },
    { type: 'quadrant', from: 'seen' },
    { ...conv(1), id: 'rebuiltPart' },
    { type: 'averagePooling2d', kernelSize: 1, stride: 2, from: 'seen' },
    { ...conv(1), id: 'rebuiltWhole' },
    { type: 'concat', from: ['rebuiltPart', 'rebuiltWhole'], id: 'rebuilt' },
    { type: 'quadrant', from: 'input', id: 'part' },
    { type: 'averagePooling2d', kernelSize: 1, stride: 2, from: 'input', id: 'whole' },
    { type: 'concat', from: ['part', 'whole'], id: 'original' },
  ],
  outputs: { score: 'scores', rebuilt: 'rebuilt', original: 'original' },
};

/** Adds to its score how well what it sees goes with the label. */
const PROJECTING: Graph = {
  nodes: [
    conv(8),
    leaky,
    { type: 'globalSumPooling2d', id: 'features' },
    { ...dense(1), id: 'plain' },
    { type: 'labelProjection', classes: KIND_CLASSES, spectralNorm: true, from: 'features', id: 'fit' },
    { type: 'add', from: ['plain', 'fit'] },
  ],
};

/** A small pair of networks for each kind of layer, by what is in it. */
export const KIND_NETWORKS: Record<
  string,
  Partial<Record<'generator' | 'discriminator', NetworkData>> & { classes?: number }
> = {
  'average pooling': { discriminator: judging({ type: 'averagePooling2d', kernelSize: 2, stride: 2 }) },
  'global average pooling': {
    discriminator: [conv(8), leaky, conv(6), leaky, { type: 'globalAveragePooling2d' }, dense(1)],
  },
  'grouped convolution': {
    discriminator: judging({
      type: 'groupedConv2d',
      ...{ filters: 12, groups: 4, kernelSize: 3, stride: 2, padding: 'same', useBias: true },
    }),
  },
  'depthwise convolution': {
    discriminator: judging({
      type: 'depthwiseConv2d',
      ...{ kernelSize: 3, stride: 1, padding: 'same', multiplier: 2, useBias: true },
    }),
  },
  'pixel shuffle': {
    generator: [
      dense(32),
      leaky,
      { type: 'reshape', shape: [2, 2, 8] },
      { type: 'pixelShuffle', factor: 2 },
      conv(1),
      { type: 'tanh' },
    ],
  },
  blur: { discriminator: judging({ type: 'blur', resample: 'none' }) },
  'blur down': { discriminator: judging({ type: 'blur', resample: 'down' }) },
  'blur up': {
    generator: [
      dense(12),
      { type: 'reshape', shape: [2, 2, 3] },
      { type: 'blur', resample: 'up' },
      conv(1),
      { type: 'tanh' },
    ],
  },
  ReLU6: { discriminator: judging({ type: 'relu6' }) },
  'gated linear unit': { discriminator: judging({ type: 'glu' }) },
  swish: { discriminator: judging({ type: 'swish' }) },
  'a mean of two ways, scaled by what comes before': {
    discriminator: judging(
      { ...conv(8), id: 'one' },
      { ...conv(8), id: 'other', from: '1_leakyRelu' },
      { type: 'average', from: ['one', 'other'], id: 'both' },
      { type: 'averagePooling2d', kernelSize: 4, stride: 4, from: 'both' },
      { type: 'sigmoid', id: 'share' },
      { type: 'channelScale', from: ['both', 'share'] },
    ),
  },
  'a spectral norm of a transposed convolution': {
    generator: [
      { type: 'reshape', shape: [1, 1, KIND_LATENTS] },
      { type: 'conv2dTranspose', filters: 3, kernelSize: 4, stride: 4, useBias: true, spectralNorm: true },
      conv(1),
      { type: 'tanh' },
    ],
  },
  'decoders that rebuild the image and a quarter of it, and several scores': { discriminator: REBUILDING },
  'layer norm of images': { discriminator: judging({ type: 'layerNorm', over: 'image', epsilon: 1e-5 }) },
  'layer norm of channels': { generator: making({ type: 'layerNorm', over: 'channels', epsilon: 1e-5 }) },
  'instance norm': { discriminator: judging({ type: 'instanceNorm', epsilon: 1e-3, affine: true }) },
  'instance norm without scale': { generator: making({ type: 'instanceNorm', epsilon: 1e-3, affine: false }) },
  'minibatch standard deviation': { discriminator: judging({ type: 'minibatchStddev', group: 8 }) },
  'self-attention': { discriminator: judging({ type: 'selfAttention' }) },
  'self-attention to pooled pixels, normed': {
    discriminator: judging(conv(16), { type: 'selfAttention', pooled: true, spectralNorm: true }),
  },
  'batch norm by label': {
    classes: KIND_CLASSES,
    discriminator: judging({
      type: 'conditionalBatchNorm',
      ...{ classes: KIND_CLASSES, momentum: 0.8, epsilon: 1e-5, runningVariance: 'sample' },
    }),
  },
  'projection on labels, of sums of features': { classes: KIND_CLASSES, discriminator: PROJECTING },
  'a generator steered by styles': { generator: STYLED },
  'a generator steered by styles, with equalised rates': { generator: EQUAL },
  'equalised rates and a blur one pixel larger': {
    discriminator: judging(
      { ...conv(6), ...equal } as Layer,
      { type: 'blur', resample: 'margin' },
      { ...conv(6), ...equal, stride: 2, padding: 'valid', useBias: false } as Layer,
      { ...conv(4), outputGain: 0.5 } as Layer,
    ),
  },
  'bilinear resizing': {
    discriminator: judging(
      { type: 'resize2d', height: 7, width: 6, alignCorners: false },
      { type: 'resize2d', height: 4, width: 5, alignCorners: true },
    ),
  },
  'zero padding': { discriminator: judging({ type: 'zeroPadding2d', by: 2 }) },
  'lasting dropout': { generator: making({ type: 'lastingDropout', rate: 0.5 }) },
};

export const kindPair = (name: string): NetworkPair =>
  ({
    image: KIND_IMAGE,
    latentSize: KIND_LATENTS,
    generator: GENERATOR,
    discriminator: DISCRIMINATOR,
    ...KIND_NETWORKS[name],
  }) as NetworkPair;
