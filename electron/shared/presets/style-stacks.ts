import type { Graph } from '../network/graph.ts';
import type { ImageShape, Layer, LayerOf, NetworkPair } from '../network/layers.ts';
import { planDoublings } from './dcgan-stacks.ts';

/** Channels of the stages from 4 × 4 pixels up: 16,384 by the side, and no more than 512. */
const CHANNELS = [512, 512, 512, 512, 256, 128, 64];
/** Numbers of a style, and of the layers before it. */
const STYLE = 512;
const MAPPING_LAYERS = 2;
const MAPPING_RATE = 0.01;
/** What keeps a LeakyReLU from shrinking values, before it as good as behind it. */
const GAIN = Math.SQRT2;
/** Two ways that are added keep the size of one. */
const HALF = Math.SQRT1_2;
/** Images that D looks at together. */
const GROUP = 4;

/** How wide networks steered by styles are. */
export interface StyleStack {
  /** Channels from the smallest image up. */
  channels: readonly number[];
  /** Numbers of a style. */
  style: number;
  /** Dense layers that make it of the latents. */
  mapping: number;
  /** How many times as fast as the others these learn. */
  mappingRate: number;
}

/**
 * The authors' stack for images of up to 256 pixels, so many times as wide.
 * @throws {NetworkFitError} as {@link planDoublings}
 */
export function styleStack(title: string, image: ImageShape, width: number): StyleStack {
  const scaled = (full: number): number => Math.max(1, Math.round(full * width));
  return {
    channels: CHANNELS.slice(0, 1 + planDoublings(title, image).doublings).map(scaled),
    style: scaled(STYLE),
    mapping: MAPPING_LAYERS,
    mappingRate: MAPPING_RATE,
  };
}

const leaky = (id?: string): Layer => ({ type: 'leakyRelu', slope: 0.2, ...(id !== undefined && { id }) });

const block = (name: string, layers: readonly Layer[]): Layer[] => layers.map((layer) => ({ ...layer, block: name }));

/** A stage of the stack: its images, and what its layers are called by, their shorter side. */
interface Stage {
  height: number;
  width: number;
  side: number;
  channels: number;
}

function stagesOf({ height, width }: ImageShape, { channels }: StyleStack): Stage[] {
  return channels.map((own, stage) => {
    const multiple = 2 ** (channels.length - 1 - stage);
    const sides = { height: height / multiple, width: width / multiple };
    return { ...sides, side: Math.min(sides.height, sides.width), channels: own };
  });
}

/** A convolution that a style steers, its noise and its activation, which the stage is called by. */
const steered = (id: string, from: [string, string], filters: number, up: boolean): Layer[] => [
  {
    ...{ type: 'modulatedConv2d', id: `${id}.conv`, from, filters, kernelSize: 3, up, demodulate: true },
    ...{ useBias: true, equalized: true, outputGain: GAIN },
  },
  { type: 'noise', id: `${id}.noise`, scale: 'one', outputGain: GAIN },
  leaky(id),
];

/** Dense layers from latents of length 1 to the style `mapped`. */
const mapping = ({ style, mapping: count, mappingRate: rate }: StyleStack): Layer[] => [
  { type: 'pixelNorm' },
  ...Array.from({ length: count }, (_, index): Layer[] => [
    {
      ...{ type: 'dense', id: `map${index}`, units: style, useBias: true },
      ...{ equalized: true, rate, outputGain: GAIN },
    },
    leaky(index === count - 1 ? 'mapped' : undefined),
  ]).flat(),
];

/** StyleGAN2's generator with skips to the image (Karras et al. 2020, figure 7). */
function generator(stages: readonly Stage[], colours: number, stack: StyleStack): Graph {
  const synthesis = stages.flatMap(({ height, width, side, channels }, stage): Layer[] => {
    const first = 2 * stage;
    const smaller = stages[stage - 1];
    const styleOf = (index: number): Layer => ({ type: 'style', id: `style${index}`, from: 'mapped' });
    const shown: Layer = {
      ...{ type: 'modulatedConv2d', id: smaller ? `colours${side}` : `image${side}`, filters: colours },
      ...{ kernelSize: 1, up: false, demodulate: false, useBias: true, equalized: true },
      from: [`s${side}.b`, `style${first + 1}`],
    };
    const begun: Layer[] = smaller
      ? steered(`s${side}.a`, [`s${smaller.side}.b`, `style${first - 1}`], channels, true)
      : [{ type: 'learnedConstant', id: 'constant', shape: [height, width, channels], from: 'input' }];
    const added: Layer[] = smaller
      ? [
          { type: 'blur', id: `larger${side}`, resample: 'up', from: `image${smaller.side}` },
          { type: 'add', id: `image${side}`, from: [`larger${side}`, `colours${side}`] },
        ]
      : [];
    return block(`make ${side}`, [
      styleOf(first),
      styleOf(first + 1),
      ...begun,
      ...steered(`s${side}.b`, [smaller ? `s${side}.a` : 'constant', `style${first}`], channels, false),
      shown,
      ...added,
    ]);
  });
  // Nothing bounds its images: they are cut where they are shown.
  return { nodes: [...block('mapping', mapping(stack)), ...synthesis], range: 'signed' };
}

const conv = (id: string, filters: number, kernelSize: number, more: Partial<LayerOf<'conv2d'>> = {}): Layer => ({
  ...{ type: 'conv2d', id, filters, kernelSize, stride: 1, padding: 'same', useBias: true, equalized: true },
  ...{ outputGain: GAIN, ...more },
});

/** StyleGAN2's residual discriminator, which compares the images of a group (Karras et al. 2020, figure 7). */
function discriminator(stages: readonly Stage[]): Graph {
  const halved = stages
    .slice(1)
    .toReversed()
    .flatMap(({ side, channels }, place): Layer[] => {
      const next = stages[stages.length - 2 - place]?.channels ?? channels;
      const from = place === 0 ? 'seen' : `d${2 * side}`;
      return block(`see ${side}`, [
        conv(`d${side}.first`, channels, 3, { from }),
        leaky(),
        { type: 'blur', resample: 'margin' },
        conv(`d${side}.second`, next, 3, { stride: 2, padding: 'valid', outputGain: GAIN * HALF }),
        leaky(`d${side}.way`),
        { type: 'blur', resample: 'down', from },
        conv(`d${side}.skip`, next, 1, { useBias: false, outputGain: HALF }),
        { type: 'add', id: `d${side}`, from: [`d${side}.way`, `d${side}.skip`] },
      ]);
    });
  const [smallest, widest] = [stages[0]?.channels ?? 1, stages.at(-1)?.channels ?? 1];
  const dense = (id: string, units: number, outputGain?: number): Layer => ({
    ...{ type: 'dense', id, units, useBias: true, equalized: true },
    ...(outputGain !== undefined && { outputGain }),
  });
  return {
    nodes: [
      conv('colours', widest, 1),
      leaky('seen'),
      ...halved,
      { type: 'minibatchStddev', group: GROUP },
      conv('compared', smallest, 3),
      leaky(),
      { type: 'flatten' },
      dense('judged', smallest, GAIN),
      leaky(),
      dense('score', 1),
    ],
  };
}

/** Networks steered by styles, as StyleGAN2's: G doubles the sides from its learned constant on, D halves them. */
export function styleNetworks(image: ImageShape, latentSize: number, stack: StyleStack): NetworkPair {
  const stages = stagesOf(image, stack);
  return {
    latentSize,
    image,
    generator: generator(stages, image.channels, stack),
    discriminator: discriminator(stages),
  };
}
