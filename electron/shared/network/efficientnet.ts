import type { Graph } from './graph.ts';
import type { Layer } from './layers.ts';

/** Some blocks of one width, of which the first may halve the image. */
interface Stage {
  /** How many times wider a block is inside. */
  expansion: number;
  channels: number;
  blocks: number;
  stride: number;
  kernelSize: number;
}

/** Channels of the convolution that all begins with, of stride 2. */
const STEM = 32;

/**
 * EfficientNet-Lite0 up to its stage of 112 channels: Tan & Le 2019, "EfficientNet", table 1, without squeeze-and-excitation and with
 * ReLU6 for swish, which is what "Lite" says.
 */
const STAGES: readonly Stage[] = [
  { expansion: 1, channels: 16, blocks: 1, stride: 1, kernelSize: 3 },
  { expansion: 6, channels: 24, blocks: 2, stride: 2, kernelSize: 3 },
  { expansion: 6, channels: 40, blocks: 2, stride: 2, kernelSize: 5 },
  { expansion: 6, channels: 80, blocks: 3, stride: 2, kernelSize: 3 },
  { expansion: 6, channels: 112, blocks: 3, stride: 1, kernelSize: 5 },
];

/** Stages, by their channels, whose means over all pixels are the features. */
const SEEN: readonly number[] = [80, 112];

/** Numbers of a picture's features: the pooled outputs of the stages of 80 and 112 channels. */
export const FEATURES = SEEN.reduce((sum, channels) => sum + channels, 0);

const convolution = (id: string, filters: number, kernelSize: number, stride: number, from?: string): Layer => ({
  ...{ type: 'conv2d', id, filters, kernelSize, stride, padding: 'same', useBias: true },
  ...(from === undefined ? {} : { from }),
});

/** An inverted residual block (Sandler et al. 2018, "MobileNetV2", figure 3b). @returns its layers; the last gives its result */
function block(name: string, from: string, into: number, { expansion, channels, kernelSize }: Stage, stride: number) {
  const layers: Layer[] = [];
  if (expansion > 1)
    layers.push(convolution(`${name}.expand`, expansion * into, 1, 1, from), { type: 'relu6', id: `${name}.wide` });
  layers.push(
    {
      ...{ type: 'depthwiseConv2d', id: `${name}.depthwise`, kernelSize, stride, padding: 'same' },
      ...{ multiplier: 1, useBias: true, from: layers.at(-1)?.id ?? from },
    },
    { type: 'relu6', id: `${name}.seen` },
    convolution(`${name}.project`, channels, 1, 1),
  );
  if (stride === 1 && into === channels)
    layers.push({ type: 'add', id: `${name}.sum`, from: [from, `${name}.project`] });
  return layers;
}

/**
 * Its layers, one after the other, and the name of what each stage gives, by the stage's channels. The names of its weights are those
 * that set-up gives them. @param from what it works on, [height, width, 3]
 */
export function visionLayers(from?: string): { nodes: Layer[]; stages: ReadonlyMap<number, string> } {
  const nodes: Layer[] = [convolution('stem', STEM, 3, 2, from), { type: 'relu6', id: 'begin' }];
  const stages = new Map<number, string>();
  let [last, into, number] = ['begin', STEM, 0];
  for (const stage of STAGES) {
    for (let repeat = 0; repeat < stage.blocks; repeat += 1) {
      nodes.push(...block(`block${number}`, last, into, stage, repeat === 0 ? stage.stride : 1));
      last = nodes.at(-1)?.id ?? last;
      into = stage.channels;
      number += 1;
    }
    stages.set(stage.channels, last);
  }
  return { nodes, stages };
}

/**
 * The network as a graph of Forger's own layers, from [height, width, 3] to its {@link FEATURES} as the score. Its batch norms are folded
 * into the convolutions, whose padding is TensorFlow's `same`.
 */
export function visionGraph(): Graph {
  const { nodes, stages } = visionLayers();
  const after = new Map([...stages].map(([channels, last]) => [last, channels]));
  const pooled: string[] = [];
  const all = nodes.flatMap((node): Layer[] => {
    const channels = after.get(node.id ?? '');
    if (channels === undefined || !SEEN.includes(channels)) return [node];
    pooled.push(`mean${channels}`);
    return [node, { type: 'globalAveragePooling2d', id: `mean${channels}`, from: node.id ?? '' }];
  });
  return { nodes: [...all, { type: 'concat', id: 'features', from: pooled }] };
}
