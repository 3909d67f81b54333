import type { Graph } from '../network/graph.ts';
import type { ImageShape, Layer, LayerOf, NetworkPair } from '../network/layers.ts';
import { TORCH_BATCH_NORM } from './frameworks.ts';
import { NetworkFitError } from './preset.ts';

/** The sides that its outer blocks are there for; the largest is the published form. */
const FASTGAN_SIDES = [64, 128, 256];
/** Features of D that everything is rebuilt from have this side, and so has what decoders begin with. */
const LAST_SIDE = 8;
/** The largest window and stride of a pooling layer. */
const MOST_POOLED = 8;

/** Channels of G at each side. */
const MADE: Readonly<Record<number, number>> = { 4: 1024, 8: 512, 16: 256, 32: 128, 64: 128, 128: 64, 256: 32 };
/** Channels of a decoder at each doubling. */
const REBUILT = [128, 64, 64, 32];
/** Values of D at any side: half the channels where there are twice the pixels each way. */
const [SEEN, SEEN_SMALL] = [4096, 2048];

const leaky = (more: Partial<LayerOf<'leakyRelu'>> = {}): Layer => ({ type: 'leakyRelu', slope: 0.2, ...more });
const norm = (id: string): Layer => ({ ...TORCH_BATCH_NORM, id });
const conv = (id: string, filters: number, kernelSize: number, more: Partial<LayerOf<'conv2d'>> = {}): Layer => ({
  type: 'conv2d',
  id,
  filters,
  kernelSize,
  stride: 1,
  padding: 'same',
  useBias: false,
  spectralNorm: true,
  ...more,
});

/** The same layers under the name of one block, the first of them taking `from`. */
const block = (name: string, from: string, layers: Layer[]): Layer[] =>
  layers.map((layer, index) => ({ ...layer, block: name, ...(index === 0 && layer.from === undefined && { from }) }));

/** So many times smaller each way: the mean of each patch, in steps that a pooling layer may take. */
const pooled = (factor: number): Layer[] =>
  factor === 1
    ? []
    : [
        { type: 'averagePooling2d', kernelSize: Math.min(factor, MOST_POOLED), stride: Math.min(factor, MOST_POOLED) },
        ...pooled(Math.ceil(factor / MOST_POOLED)),
      ];

/** A convolution that doubles the channels, for the gate that halves them. */
const gated = (id: string, filters: number, noisy: boolean, gate: string): Layer[] => [
  conv(`${id}.conv`, 2 * filters, 3),
  ...(noisy ? [{ type: 'noise', scale: 'one', id: `${id}.noise` } as const] : []),
  norm(`${id}.norm`),
  { type: 'glu', id: gate },
];

/** Twice the side; every other block has a second convolution, and noise. */
const upBlock = (id: string, filters: number, rich: boolean, made: string): Layer[] => [
  { type: 'upsample2d', factor: 2 },
  ...(rich
    ? [...gated(`${id}.first`, filters, true, `${id}.middle`), ...gated(`${id}.second`, filters, true, made)]
    : gated(id, filters, false, made)),
];

/** Skip-layer excitation: `small` decides how much of each channel of `large` passes, as `made`. */
const excitation = (id: string, made: string, small: string, side: number, large: string, filters: number): Layer[] =>
  block(`excitation ${made}`, small, [
    ...pooled(side / 4),
    conv(`${id}.first`, filters, 4, { padding: 'valid' }),
    { type: 'swish' },
    conv(`${id}.second`, filters, 1),
    { type: 'sigmoid', id: `${id}.share` },
    { type: 'channelScale', id: made, from: [large, `${id}.share`] },
  ]);

function generator({ height: side, channels }: ImageShape, latentSize: number): Graph {
  const nodes: Layer[] = [
    { type: 'reshape', shape: [1, 1, latentSize] },
    {
      ...{ type: 'conv2dTranspose', id: 'make4.conv', filters: 2 * (MADE[4] ?? 0), kernelSize: 4, stride: 4 },
      ...{ useBias: false, spectralNorm: true },
    },
    norm('make4.norm'),
    { type: 'glu', id: 'made4' },
  ].map((layer) => ({ ...layer, block: 'make 4' }) as Layer);
  for (let at = 8; at <= side; at *= 2) {
    const filters = MADE[at] ?? 0;
    const excited = at >= 64;
    const result = excited ? `made${at}.plain` : `made${at}`;
    const rich = Math.log2(at) % 2 === 1;
    nodes.push(...block(`make ${at}`, `made${at / 2}`, upBlock(`make${at}`, filters, rich, result)));
    if (excited) nodes.push(...excitation(`excite${at}`, `made${at}`, `made${at / 16}`, at / 16, result, filters));
  }
  nodes.push(conv('image.conv', channels, 3), { type: 'tanh' });
  return { nodes };
}

/** Half the side: the mean of a way through two convolutions and one through a mean of pixels. */
const downBlock = (from: string, at: number, filters: number, result: string): Layer[] => {
  const to = `seen${at}`;
  return block(`see ${at}`, from, [
    conv(`${to}.first`, filters, 4, { stride: 2 }),
    norm(`${to}.firstNorm`),
    leaky(),
    conv(`${to}.second`, filters, 3),
    norm(`${to}.secondNorm`),
    leaky({ id: `${to}.long` }),
    { type: 'averagePooling2d', kernelSize: 2, stride: 2, from },
    conv(`${to}.direct`, filters, 1),
    norm(`${to}.directNorm`),
    leaky({ id: `${to}.short` }),
    { type: 'average', from: [`${to}.long`, `${to}.short`], id: result },
  ]);
};

/** Images of half the side, from a feature of 8 pixels. */
const decoder = (id: string, from: string, { height: side, channels }: ImageShape): Layer[] => {
  const doublings = REBUILT.slice(0, Math.log2(side / 2 / LAST_SIDE));
  return block(id, from, [
    ...doublings.flatMap((filters, index) => upBlock(`${id}.up${index}`, filters, false, `${id}.up${index}`)),
    conv(`${id}.image`, channels, 3),
    { type: 'tanh', id },
  ]);
};

/** Every second pixel each way: nearest neighbour. */
const halved = (id: string): Layer => ({ type: 'averagePooling2d', kernelSize: 1, stride: 2, from: 'input', id });

function discriminator(image: ImageShape): Graph {
  const { height: side } = image;
  const nodes: Layer[] = [conv('enter.conv', SEEN / side, 3), leaky({ id: `seen${side}` })].map((layer) => ({
    ...layer,
    block: 'enter',
  }));
  for (let at = side / 2; at >= LAST_SIDE; at /= 2) {
    const [from, filters, excited] = [8 * at, SEEN / at, 8 * at <= side];
    const result = excited ? `seen${at}.plain` : `seen${at}`;
    nodes.push(...downBlock(`seen${2 * at}`, at, filters, result));
    if (excited) nodes.push(...excitation(`excite${at}`, `seen${at}`, `seen${from}`, from, result, filters));
  }
  nodes.push(
    ...block('score', `seen${LAST_SIDE}`, [
      conv('score.first', 1024, 1),
      norm('score.norm'),
      leaky(),
      conv('score.second', 1, 4, { padding: 'valid' }),
      { type: 'flatten', id: 'scores' },
    ]),
    ...block('see small', 'input', [
      halved('small'),
      conv('small.conv', SEEN_SMALL / (side / 4), 4, { stride: 2 }),
      leaky({ id: `small${side / 4}` }),
    ]),
  );
  for (let at = side / 8; at >= LAST_SIDE; at /= 2)
    nodes.push(
      ...block('see small', `small${2 * at}`, [
        conv(`small${at}.conv`, SEEN_SMALL / at, 4, { stride: 2 }),
        norm(`small${at}.norm`),
        leaky({ id: `small${at}` }),
      ]),
    );
  nodes.push(
    ...block('score small', `small${LAST_SIDE}`, [
      conv('score.small', 1, 4, { padding: 'valid' }),
      { type: 'flatten', id: 'smallScores' },
    ]),
    { type: 'concat', from: ['scores', 'smallScores'], id: 'verdict' },
    ...decoder('rebuild', `seen${LAST_SIDE}`, image),
    ...decoder('rebuildSmall', `small${LAST_SIDE}`, image),
    ...block('part', `seen${2 * LAST_SIDE}`, [{ type: 'quadrant', id: 'seenPart' }]),
    ...decoder('rebuildPart', 'seenPart', image),
    { type: 'concat', from: ['rebuild', 'rebuildSmall', 'rebuildPart'], id: 'rebuilt' },
    ...block('original', 'input', [
      halved('half'),
      halved('halfAgain'),
      { type: 'quadrant', from: 'input', id: 'part' },
    ]),
    { type: 'concat', from: ['half', 'halfAgain', 'part'], id: 'original' },
  );
  return { nodes, outputs: { score: 'verdict', rebuilt: 'rebuilt', original: 'original' } };
}

/**
 * The networks of Liu et al. 2021 as their code has them at 256 pixels; at 128 and 64 the outer blocks of both are left out.
 * @throws {NetworkFitError} for other sides
 */
export function fastganNetworks(title: string, image: ImageShape, latentSize: number): NetworkPair {
  const { height, width } = image;
  if (height !== width || !FASTGAN_SIDES.includes(height))
    throw new NetworkFitError(
      `${title} makes square images with a side of ${FASTGAN_SIDES.slice(0, -1).join(', ')} or ${FASTGAN_SIDES.at(-1)} pixels, ` +
        `not ${height}×${width}. Import the images at one of these sizes.`,
    );
  return { latentSize, image, generator: generator(image, latentSize), discriminator: discriminator(image) };
}
