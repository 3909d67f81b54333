import { visionLayers } from '../network/efficientnet.ts';
import { nodesOf, type Graph } from '../network/graph.ts';
import type { ImageShape, Layer, NetworkPair } from '../network/layers.ts';
import { scaleWidth } from '../network/transforms.ts';
import { fastganNetworks } from './fastgan-stacks.ts';
import { TORCH_BATCH_NORM } from './frameworks.ts';

/** Pixels a side that every image is brought to: what the network that sees was trained on. */
const SEEN = 224;
/** Its stages that D looks at, by their channels, finest first: how many times smaller than the image they are, and channels after mixing. */
const LEVELS = [
  { seen: 24, smaller: 4, mixed: 64 },
  { seen: 40, smaller: 8, mixed: 128 },
  { seen: 112, smaller: 16, mixed: 256 },
] as const;
/** Channels of a discriminator behind each halving, the last of them on the smallest features, of 7 pixels a side. */
const JUDGED = [64, 128, 256, 512] as const;

const conv = (id: string, filters: number, more: Partial<Layer> = {}): Layer =>
  ({ type: 'conv2d', id, filters, kernelSize: 1, stride: 1, padding: 'same', useBias: true, ...more }) as Layer;
const drawn = (id: string, filters: number, from: string): Layer => conv(id, filters, { from, frozen: 'drawn' });

/** The image in the size and colours that the network takes, as `seen`. Its range is that of the image: −1 to 1. */
function entrance(channels: number): Layer[] {
  const enlarged = (id: string): Layer => ({
    type: 'resize2d',
    id,
    height: SEEN,
    width: SEEN,
    alignCorners: false,
    from: 'input',
  });
  if (channels === 3) return [enlarged('seen')];
  const colours = ['red', 'green', 'blue'];
  return [...colours.map(enlarged), { type: 'concat', id: 'seen', from: colours }];
}

/**
 * Random mixing, never trained: of the channels of each level, then, from the coarsest on, of a level with what came of the coarser one,
 * at twice its side. The convolution stands before the resizing, which it may change places with: the weights of each new pixel add up to one.
 */
function mixing(stages: ReadonlyMap<number, string>, width: (channels: number) => number): Layer[] {
  const layers: Layer[] = [];
  for (let level = LEVELS.length - 1; level >= 0; level -= 1) {
    const { seen, smaller, mixed } = LEVELS[level] as (typeof LEVELS)[number];
    const side = SEEN / smaller;
    layers.push(drawn(`mix${level}.channels`, width(mixed), stages.get(seen) ?? ''));
    let from = `mix${level}.channels`;
    if (level < LEVELS.length - 1) {
      layers.push({ type: 'add', id: `mix${level}.sum`, from: [from, `mixed${level + 1}`] });
      from = `mix${level}.sum`;
    }
    layers.push(drawn(`mix${level}.scales`, width(level === 0 ? mixed : mixed / 2), from), {
      ...{ type: 'resize2d', id: `mixed${level}`, height: 2 * side, width: 2 * side, alignCorners: true },
    });
  }
  return layers;
}

/** Features of one level down to 7 pixels a side, and a score of each of the 4 × 4 places. */
const judge = (level: number, width: (channels: number) => number): Layer[] =>
  [
    ...JUDGED.slice(level).flatMap((filters, at): Layer[] => [
      conv(`judge${level}.conv${at}`, width(filters), {
        ...{ kernelSize: 4, stride: 2, spectralNorm: true },
        ...(at === 0 && { from: `mixed${level}` }),
      }),
      { ...TORCH_BATCH_NORM, id: `judge${level}.norm${at}` },
      { type: 'leakyRelu', slope: 0.2 },
    ]),
    conv(`judge${level}.score`, 1, {
      kernelSize: 4,
      padding: 'valid',
      useBias: false,
      spectralNorm: true,
    }),
    { type: 'flatten', id: `scores${level}` } as const,
  ].map((layer) => ({ ...layer, block: `judge ${level + 1}` }));

function discriminator({ channels }: ImageShape, times: number): Graph {
  const width = (filters: number): number => Math.max(1, Math.round(filters * times));
  const { nodes, stages } = visionLayers('seen');
  const inBlock = (block: string, layers: Layer[]): Layer[] => layers.map((layer) => ({ ...layer, block }));
  const levels = LEVELS.map((_level, index) => index);
  return {
    nodes: [
      ...inBlock('enlarge', entrance(channels)),
      ...inBlock(
        'network that sees',
        nodes.map((layer): Layer => ('kernelSize' in layer ? { ...layer, frozen: 'pretrained' } : layer)),
      ),
      ...inBlock('mix', mixing(stages, width)),
      ...levels.flatMap((level) => judge(level, width)),
      { type: 'concat', id: 'verdict', from: levels.map((level) => `scores${level}`) },
    ],
    outputs: { score: 'verdict' },
  };
}

/**
 * The networks of Sauer et al. 2021: FastGAN's generator, and discriminators on features of EfficientNet-Lite0 that nobody trains.
 * @param times as wide as published: G, the mixing and the discriminators; the network that sees stays
 * @throws {NetworkFitError} for images of other sides than FastGAN's
 */
export function projectedNetworks(title: string, image: ImageShape, latentSize: number, times = 1): NetworkPair {
  const { generator } = fastganNetworks(title, image, latentSize);
  return {
    latentSize,
    image,
    generator: { ...generator, nodes: [{ type: 'pixelNorm' }, ...nodesOf(scaleWidth(generator, times))] },
    discriminator: discriminator(image, times),
  };
}
