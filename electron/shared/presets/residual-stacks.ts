import type { Graph } from '../network/graph.ts';
import type { ImageShape, Layer, LayerOf, NetworkPair } from '../network/layers.ts';
import { CHAINER_BATCH_NORM } from './frameworks.ts';

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
  scoreBias: boolean;
}

/** What the first weights of 3 × 3 convolutions in blocks are multiplied by. */
const GAIN = Math.SQRT2;

const POOL: Layer = { type: 'averagePooling2d', kernelSize: 2, stride: 2 };
const RELU: Layer = { type: 'relu' };

/** Convolutions of one player: of its blocks, and the direct ones beside them. */
function convolutions(spectralNorm: boolean) {
  const conv = (id: string, filters: number, kernelSize: number, from?: string): LayerOf<'conv2d'> => ({
    ...{ type: 'conv2d', id, filters, kernelSize, stride: 1, padding: 'same', useBias: true },
    ...(spectralNorm && { spectralNorm }),
    ...(from !== undefined && { from }),
  });
  return { conv, inBlock: (id: string, filters: number): Layer => ({ ...conv(id, filters, 3), gain: GAIN }) };
}

const block = (name: string, layers: Layer[]): Layer[] => layers.map((layer) => ({ ...layer, block: name }));

function generator(stack: ResidualStack, { image, classes }: ResidualImages, multiple: number): Graph {
  const { conv, inBlock } = convolutions(false);
  const [height, width] = [image.height / multiple, image.width / multiple];
  const [deepest, ...larger] = stack.made;
  const norm = (id: string, from?: string): Layer => ({
    ...(classes > 0
      ? { type: 'conditionalBatchNorm', classes, ...CHAINER_BATCH_NORM, id }
      : { type: 'batchNorm', ...CHAINER_BATCH_NORM, id }),
    ...(from !== undefined && { from }),
  });
  const nodes: Layer[] = [
    { type: 'dense', id: 'project', units: height * width * deepest, useBias: true },
    { type: 'reshape', id: 'made0', shape: [height, width, deepest] },
  ];
  for (const [index, filters] of larger.entries()) {
    const [from, to] = [`made${index}`, `made${index + 1}`];
    nodes.push(
      ...block(`make ${Math.min(height, width) * 2 ** (index + 1)}`, [
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
        { type: 'add', from: [`${to}.second`, `${to}.doubled`], id: to },
      ]),
    );
  }
  nodes.push({ type: 'batchNorm', ...CHAINER_BATCH_NORM, id: 'norm' }, RELU, conv('image', image.channels, 3), {
    type: 'tanh',
  });
  return { nodes };
}

function discriminator(stack: ResidualStack, { classes }: ResidualImages): Graph {
  const { seen, scoreBias } = stack;
  const { conv, inBlock } = convolutions(true);
  const [first, ...deeper] = seen;
  const nodes: Layer[] = block('see 1', [
    inBlock('seen1.first', first),
    RELU,
    inBlock('seen1.second', first),
    { ...POOL, id: 'seen1.long' },
    { ...POOL, from: 'input' },
    conv('seen1.direct', first, 1),
    { type: 'add', from: ['seen1.long', 'seen1.direct'], id: 'seen1' },
  ]);
  let channels = first;
  for (const [index, { filters, halves }] of deeper.entries()) {
    const [from, to] = [`seen${index + 1}`, `seen${index + 2}`];
    const changes = halves || filters !== channels;
    nodes.push(
      ...block(`see ${index + 2}`, [
        { ...RELU, from },
        inBlock(`${to}.first`, channels),
        RELU,
        inBlock(`${to}.second`, filters),
        ...(halves ? [{ ...POOL, id: `${to}.long` }] : []),
        // A mean of pixels and a convolution of 1 × 1 may change places, too.
        ...(halves ? [{ ...POOL, from, id: `${to}.halved` }] : []),
        ...(changes ? [conv(`${to}.direct`, filters, 1, halves ? `${to}.halved` : from)] : []),
        {
          type: 'add',
          from: [halves ? `${to}.long` : `${to}.second`, changes ? `${to}.direct` : from],
          id: to,
        } satisfies Layer,
      ]),
    );
    channels = filters;
  }
  const said = classes > 0 ? 'plain' : 'score';
  nodes.push(RELU, { type: 'globalSumPooling2d', id: 'seen' }, {
    ...{ type: 'dense', id: said, units: 1, useBias: scoreBias, spectralNorm: true },
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
export function residualNetworks(images: ResidualImages, stack: ResidualStack): NetworkPair {
  const { image, latentSize, classes } = images;
  return {
    latentSize,
    image,
    ...(classes > 0 && { classes }),
    generator: generator(stack, images, 2 ** (stack.made.length - 1)),
    discriminator: discriminator(stack, images),
  };
}
