import type { Graph } from '../network/graph.ts';
import type { ImageShape, Layer, LayerOf, NetworkPair } from '../network/layers.ts';

/** A block of D: what leaves it, and whether it halves the sides. */
export interface Seeing {
  filters: number;
  halves: boolean;
}

/** Two residual networks, in what their sizes differ in. */
export interface ResidualStack {
  /** Channels of G from the smallest image up, one more each doubling. */
  made: readonly [number, ...number[]];
  /** Blocks of D from the whole image down; the first halves, and begins without an activation. */
  seen: readonly [number, ...Seeing[]];
}

/** What two published families of residual networks differ in beside their sizes. */
export interface ResidualWays {
  batchNorm: Pick<LayerOf<'batchNorm'>, 'momentum' | 'epsilon' | 'runningVariance'>;
  /** What the first weights of 3 × 3 convolutions in blocks are multiplied by; 1 where left out. */
  gain?: number;
  /** Spectral norms in G too. */
  normedGenerator: boolean;
  /** How many channels are between the two convolutions of a block of D: as many as enter it, or as leave it. */
  hidden: 'entering' | 'leaving';
  scoreBias: boolean;
  /** Self-attention in both, on feature maps of this shorter side, where there are any. */
  attentionSide?: number;
}

const POOL: Layer = { type: 'averagePooling2d', kernelSize: 2, stride: 2 };
const RELU: Layer = { type: 'relu' };

/** Convolutions of one player: of its blocks, and the direct ones beside them. */
function convolutions(spectralNorm: boolean, gain: number | undefined) {
  const conv = (id: string, filters: number, kernelSize: number, from?: string): LayerOf<'conv2d'> => ({
    ...{ type: 'conv2d', id, filters, kernelSize, stride: 1, padding: 'same', useBias: true },
    ...(spectralNorm && { spectralNorm }),
    ...(from !== undefined && { from }),
  });
  return {
    conv,
    inBlock: (id: string, filters: number): Layer => ({ ...conv(id, filters, 3), ...(gain !== undefined && { gain }) }),
  };
}

const block = (name: string, layers: Layer[]): Layer[] => layers.map((layer) => ({ ...layer, block: name }));

/** A block's result by this name, and what sees all of it where its shorter side is the one that attends. */
function attended(result: Layer, id: string, side: number, { attentionSide }: ResidualWays): Layer[] {
  if (side !== attentionSide) return [{ ...result, id }];
  return [
    { ...result, id: `${id}.alone` },
    { type: 'selfAttention', pooled: true, spectralNorm: true, id },
  ];
}

function generator(stack: ResidualStack, ways: ResidualWays, { image, classes }: ResidualImages): Graph {
  const multiple = 2 ** (stack.made.length - 1);
  const { batchNorm } = ways;
  const { conv, inBlock } = convolutions(ways.normedGenerator, ways.gain);
  const [height, width] = [image.height / multiple, image.width / multiple];
  const [deepest, ...larger] = stack.made;
  const norm = (id: string, from?: string): Layer => ({
    ...(classes > 0
      ? { type: 'conditionalBatchNorm', classes, ...batchNorm, id }
      : { type: 'batchNorm', ...batchNorm, id }),
    ...(from !== undefined && { from }),
  });
  const nodes: Layer[] = [
    {
      ...{ type: 'dense', id: 'project', units: height * width * deepest, useBias: true },
      ...(ways.normedGenerator && { spectralNorm: true }),
    },
    { type: 'reshape', id: 'made0', shape: [height, width, deepest] },
  ];
  for (const [index, filters] of larger.entries()) {
    const [from, to] = [`made${index}`, `made${index + 1}`];
    const side = Math.min(height, width) * 2 ** (index + 1);
    nodes.push(
      ...block(`make ${side}`, [
        norm(`${to}.norm1`, from),
        RELU,
        { type: 'upsample2d', factor: 2 },
        inBlock(`${to}.first`, filters),
        norm(`${to}.norm2`),
        RELU,
        inBlock(`${to}.second`, filters),
        // Repeating pixels and a convolution of 1 × 1 may change places: so it is a quarter of the work.
        conv(`${to}.direct`, filters, 1, from),
        { type: 'upsample2d', factor: 2, id: `${to}.doubled` },
        ...attended({ type: 'add', from: [`${to}.second`, `${to}.doubled`] }, to, side, ways),
      ]),
    );
  }
  nodes.push({ type: 'batchNorm', ...batchNorm, id: 'norm' }, RELU, conv('image', image.channels, 3), {
    type: 'tanh',
  });
  return { nodes };
}

function discriminator({ seen }: ResidualStack, ways: ResidualWays, { image, classes }: ResidualImages): Graph {
  const { conv, inBlock } = convolutions(true, ways.gain);
  const [first, ...deeper] = seen;
  let side = Math.min(image.height, image.width) / 2;
  const nodes: Layer[] = block('see 1', [
    inBlock('seen1.first', first),
    RELU,
    inBlock('seen1.second', first),
    { ...POOL, id: 'seen1.long' },
    { ...POOL, from: 'input' },
    conv('seen1.direct', first, 1),
    ...attended({ type: 'add', from: ['seen1.long', 'seen1.direct'] }, 'seen1', side, ways),
  ]);
  let channels = first;
  for (const [index, { filters, halves }] of deeper.entries()) {
    const [from, to] = [`seen${index + 1}`, `seen${index + 2}`];
    const changes = halves || filters !== channels;
    if (halves) side /= 2;
    nodes.push(
      ...block(`see ${index + 2}`, [
        { ...RELU, from },
        inBlock(`${to}.first`, ways.hidden === 'entering' ? channels : filters),
        RELU,
        inBlock(`${to}.second`, filters),
        ...(halves ? [{ ...POOL, id: `${to}.long` }] : []),
        // A mean of pixels and a convolution of 1 × 1 may change places, too.
        ...(halves ? [{ ...POOL, from, id: `${to}.halved` }] : []),
        ...(changes ? [conv(`${to}.direct`, filters, 1, halves ? `${to}.halved` : from)] : []),
        ...attended(
          { type: 'add', from: [halves ? `${to}.long` : `${to}.second`, changes ? `${to}.direct` : from] },
          to,
          // Blocks that leave the sides as they are follow one that has attended.
          halves ? side : 0,
          ways,
        ),
      ]),
    );
    channels = filters;
  }
  const said = classes > 0 ? 'plain' : 'score';
  nodes.push(RELU, { type: 'globalSumPooling2d', id: 'seen' }, {
    ...{ type: 'dense', id: said, units: 1, useBias: ways.scoreBias, spectralNorm: true },
  } satisfies Layer);
  if (classes > 0)
    nodes.push(
      { type: 'labelProjection', classes, spectralNorm: true, from: 'seen', id: 'fit' },
      { type: 'add', from: [said, 'fit'], id: 'score' },
    );
  return { nodes };
}

/** What residual networks are made for. */
export interface ResidualImages {
  image: ImageShape;
  latentSize: number;
  /** 0 without labels. */
  classes: number;
}

/** G that doubles the sides in each of its blocks, and D that halves them; with labels D is a projection discriminator. */
export function residualNetworks(images: ResidualImages, stack: ResidualStack, ways: ResidualWays): NetworkPair {
  const { image, latentSize, classes } = images;
  return {
    latentSize,
    image,
    ...(classes > 0 && { classes }),
    generator: generator(stack, ways, images),
    discriminator: discriminator(stack, ways, images),
  };
}
