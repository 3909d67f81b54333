import type { Graph } from '../network/graph.ts';
import type { ImageShape, Layer, NetworkPair } from '../network/layers.ts';
import { planDoublings } from './dcgan-stacks.ts';

/** Channels of the stages from 4 × 4 pixels up, as published for 32, 64 and 256; other sizes have as many as they reach. */
const CHANNELS = [768, 768, 768, 768, 384, 192, 96];
/** Channels of a group. */
const GROUP = 16;
const BLOCKS = 2;
/** A block's inner layers have so many times the channels. */
const EXPANSION = 2;
/** What keeps a LeakyReLU of slope 0.2 from shrinking values (He et al. 2015). */
const ACTIVATION_GAIN = Math.sqrt(2 / (1 + 0.2 ** 2));

/** How wide the stages are, from the smallest image up, and the channels of a group. */
export interface R3ganStack {
  channels: readonly number[];
  group: number;
}

/**
 * The published stack for these images at so many times its width, each stage with whole groups.
 * @throws {NetworkFitError} as {@link planDoublings}
 */
export const r3ganStack = (title: string, image: ImageShape, width: number): R3ganStack => ({
  channels: CHANNELS.slice(0, 1 + planDoublings(title, image).doublings).map((channels) => {
    const least = GROUP / EXPANSION;
    return least * Math.max(1, Math.round((channels * width) / least));
  }),
  group: GROUP,
});

const conv1 = (id: string, filters: number, more: { useBias?: boolean; gain?: number; from?: string } = {}): Layer => ({
  ...{ type: 'conv2d', id, filters, kernelSize: 1, stride: 1, padding: 'same', useBias: false },
  ...more,
});

/** Values of the two networks that a stage is made by. */
interface Stage {
  height: number;
  width: number;
  channels: number;
  group: number;
  /** Of the layers within a block, so that what all blocks add is as large whatever their number (Zhang et al. 2019, Fixup). */
  gain: number;
}

/** x + narrow(grouped(widen(x))): at first x alone, for the last layer of a block starts at 0. @param from what comes in */
function residual(name: string, from: string, { channels, group, gain }: Stage): Layer[] {
  const wide = EXPANSION * channels;
  const leaky: Layer = { type: 'leakyRelu', slope: 0.2 };
  const layers: Layer[] = [
    conv1(`${name}.widen`, wide, { from, useBias: true, gain }),
    leaky,
    {
      ...{
        type: 'groupedConv2d',
        id: `${name}.grouped`,
        filters: wide,
        groups: wide / group,
        kernelSize: 3,
        stride: 1,
      },
      ...{ padding: 'same', useBias: true, gain },
    },
    leaky,
    conv1(`${name}.narrow`, channels, { gain: 0 }),
    { type: 'add', id: name, from: [from, `${name}.narrow`] },
  ];
  return layers.map((layer) => ({ ...layer, block: `residual ${name}` }));
}

/** The blocks of a stage, one after another. */
const blocks = (from: string, stage: Stage): { layers: Layer[]; last: string } =>
  Array.from({ length: BLOCKS }, (_, block) => `${nameOf(stage)}.${block}`).reduce<{ layers: Layer[]; last: string }>(
    ({ layers, last }, name) => ({ layers: [...layers, ...residual(name, last, stage)], last: name }),
    { layers: [], last: from },
  );

/** By the shorter side of its images. */
const nameOf = ({ height, width }: Stage): string => `s${Math.min(height, width)}`;

function generator(stages: readonly Stage[], colours: number): Graph {
  const [{ height, width, channels: deepest }] = stages as [Stage];
  const nodes: Layer[] = [
    { type: 'dense', id: 'project', units: deepest, useBias: false },
    { type: 'reshape', id: 'shares', shape: [1, 1, deepest] },
    { type: 'learnedConstant', id: 'basis', shape: [height, width, deepest] },
    { type: 'channelScale', id: 'begin', from: ['basis', 'shares'] },
  ];
  let last = 'begin';
  for (const [index, stage] of stages.entries()) {
    if (index > 0) {
      const name = nameOf(stage);
      if (stages[index - 1]?.channels !== stage.channels) nodes.push(conv1(`${name}.width`, stage.channels));
      nodes.push({ type: 'blur', id: `${name}.up`, resample: 'up' });
      last = `${name}.up`;
    }
    const made = blocks(last, stage);
    nodes.push(...made.layers);
    last = made.last;
  }
  nodes.push(conv1('image', colours));
  // Nothing bounds its images: they are cut where they are shown.
  return { nodes, range: 'signed' };
}

/** @param stages from the whole image down */
function discriminator(stages: readonly Stage[]): Graph {
  const nodes: Layer[] = [conv1('read', stages[0]?.channels ?? 0)];
  let last = 'read';
  for (const [index, stage] of stages.entries()) {
    const made = blocks(last, stage);
    nodes.push(...made.layers);
    last = made.last;
    const next = stages[index + 1];
    if (!next) break;
    const name = nameOf(stage);
    nodes.push({ type: 'blur', id: `${name}.down`, resample: 'down' });
    last = `${name}.down`;
    if (next.channels !== stage.channels) {
      last = `${name}.width`;
      nodes.push(conv1(last, next.channels));
    }
  }
  const smallest = stages.at(-1);
  // Over the whole of the smallest image where it is a square, else over as much of it as one.
  const kernelSize = Math.min(smallest?.height ?? 1, smallest?.width ?? 1);
  const whole = { stride: 1, padding: 'valid', multiplier: 1, useBias: false } as const;
  nodes.push(
    { type: 'depthwiseConv2d', id: 'basis', kernelSize, ...whole },
    { type: 'flatten' },
    { type: 'dense', id: 'score', units: 1, useBias: false },
  );
  return { nodes };
}

function stagesOf(image: ImageShape, { channels, group }: R3ganStack): Stage[] {
  const gain = ACTIVATION_GAIN * (BLOCKS * channels.length) ** (-1 / 4);
  return channels.map((own, stage) => {
    const doublings = 2 ** (channels.length - 1 - stage);
    return { height: image.height / doublings, width: image.width / doublings, channels: own, group, gain };
  });
}

/** Both networks of a stack: G from a basis of learned small images up, D its mirror. */
export function r3ganNetworks(image: ImageShape, latentSize: number, stack: R3ganStack): NetworkPair {
  const stages = stagesOf(image, stack);
  return {
    latentSize,
    image,
    generator: generator(stages, image.channels),
    discriminator: discriminator(stages.toReversed()),
  };
}
