import type { Graph } from '../network/graph.ts';
import type { ImageShape, Layer, LayerOf, NetworkPair } from '../network/layers.ts';
import { NetworkFitError } from './preset.ts';

/** Channels of the outermost convolutions; those inside have so many times as many, the innermost as many as the last of these. */
const BASE = 64;
const TIMES = [1, 2, 4, 8];
/** The largest kernel that takes what cannot be halved to one pixel. */
const MOST_AT_ONCE = 8;
const FEWEST_STEPS = 2;
/** Up-blocks with dropout, from the innermost on, at most: the outermost four never have any, and one at least is noisy. */
const DROPPED = 3;
const WITHOUT_DROPOUT = 4;
const DROPOUT = 0.5;
/** From these sides on D's verdict is of patches so many halvings deep: of 34 and of 70 pixels, else of 16. */
const PATCHES = [
  { from: 128, halvings: 3 },
  { from: 64, halvings: 2 },
  { from: 0, halvings: 1 },
] as const;

/** So many pixels become one: by two throughout, and at last all that is left where it is odd. */
type Step = Pick<LayerOf<'conv2d'>, 'kernelSize' | 'stride' | 'padding'>;

const HALVING: Step = { kernelSize: 4, stride: 2, padding: 'same' };

/** @throws {NetworkFitError} where the sides can hardly be halved */
function stepsDown(title: string, { height, width }: ImageShape): Step[] {
  const steps: Step[] = [];
  let [down, across] = [height, width];
  for (; down % 2 === 0 && across % 2 === 0; [down, across] = [down / 2, across / 2]) steps.push(HALVING);
  if (down === across && down > 1 && down <= MOST_AT_ONCE)
    steps.push({ kernelSize: down, stride: down, padding: 'valid' });
  if (steps.length < FEWEST_STEPS || steps[1] !== HALVING)
    throw new NetworkFitError(
      `${title} halves its images at least twice, and cannot with ${height}×${width} pixels. Import pairs whose sides are multiples of 4, such as 32, 64 or 256.`,
    );
  return steps;
}

const norm = (id: string): Layer => ({ type: 'instanceNorm', epsilon: 1e-5, affine: true, id });
const leaky: Layer = { type: 'leakyRelu', slope: 0.2 };
const block = (name: string, from: string, layers: Layer[]): Layer[] =>
  layers.map((layer, index) => ({ ...layer, block: name, ...(index === 0 && layer.from === undefined && { from }) }));

/** A U-Net: down to one pixel, and up again, where each step also sees what the one down to that size gave. */
function generator(image: ImageShape, steps: readonly Step[], filters: (depth: number) => number): Graph {
  const depth = steps.length;
  const dropped = Math.max(1, Math.min(DROPPED, depth - WITHOUT_DROPOUT));
  const nodes: Layer[] = steps.flatMap((step, index) => {
    const [id, inner] = [`down${index + 1}`, index > 0];
    const normed = inner && index < depth - 1;
    const conv: Layer = { type: 'conv2d', ...step, filters: filters(index), useBias: false };
    return block(`down ${index + 1}`, inner ? `down${index}` : 'input', [
      ...(inner ? [leaky] : []),
      { ...conv, id: normed ? `${id}.conv` : id },
      ...(normed ? [norm(id)] : []),
    ]);
  });
  for (let at = depth - 1; at > 0; at -= 1) {
    const { kernelSize, stride } = steps[at] ?? HALVING;
    const [id, noisy] = [`up${at}`, depth - at <= dropped];
    nodes.push(
      ...block(`up ${at}`, at === depth - 1 ? `down${depth}` : `joined${at + 1}`, [
        { type: 'relu' },
        { type: 'conv2dTranspose', filters: filters(at - 1), kernelSize, stride, useBias: false, id: `${id}.conv` },
        norm(noisy ? `${id}.norm` : id),
        ...(noisy ? [{ type: 'lastingDropout', rate: DROPOUT, id } as const] : []),
        { type: 'concat', from: [`down${at}`, id], id: `joined${at}` },
      ]),
    );
  }
  const { kernelSize, stride } = HALVING;
  nodes.push(
    { type: 'relu', from: 'joined1' },
    { type: 'conv2dTranspose', filters: image.channels, kernelSize, stride, useBias: true, id: 'image' },
    { type: 'tanh' },
  );
  return { nodes };
}

/** One score for each patch of input and target together, in rows of a picture (PatchGAN). */
function discriminator({ height, width }: ImageShape, filters: (depth: number) => number): Graph {
  const { halvings } = PATCHES.find(({ from }) => Math.min(height, width) >= from) ?? PATCHES[0];
  const still = (id: string, conv: Pick<LayerOf<'conv2d'>, 'filters' | 'useBias'>): Layer[] => [
    { type: 'zeroPadding2d', by: 1 },
    { type: 'conv2d', kernelSize: 4, stride: 1, padding: 'valid', ...conv, id },
  ];
  const nodes: Layer[] = [
    { type: 'conv2d', ...HALVING, filters: filters(0), useBias: true, id: 'see1' },
    leaky,
    ...Array.from({ length: halvings - 1 }, (_, index): Layer[] => {
      const id = `see${index + 2}`;
      return [
        { type: 'conv2d', ...HALVING, filters: filters(index + 1), useBias: false, id },
        norm(`${id}.norm`),
        leaky,
      ];
    }).flat(),
    ...still(`see${halvings + 1}`, { filters: filters(halvings), useBias: false }),
    norm(`see${halvings + 1}.norm`),
    leaky,
    ...still('score', { filters: 1, useBias: true }),
    { type: 'flatten', id: 'scores' },
  ];
  return { nodes, outputs: { score: 'scores' } };
}

/**
 * The networks of Isola et al. 2017 for pairs of images of such a size.
 * @param image the shape of the input, and of the target
 * @throws {NetworkFitError} where the sides can hardly be halved
 */
export function unetNetworks(title: string, image: ImageShape, latentSize: number, width: number): NetworkPair {
  const filters = (depth: number): number => Math.max(1, Math.round((TIMES[depth] ?? 8) * BASE * width));
  return {
    latentSize,
    image,
    pairs: true,
    generator: generator(image, stepsDown(title, image), filters),
    discriminator: discriminator(image, filters),
  };
}
