import { z } from 'zod';
import { layerName, networkSchema, nodesOf, outputNode, type ImageRange, type NetworkData } from './graph.ts';
import { count } from './kinds/fields.ts';
import { kindOf } from './kinds/index.ts';

export { layerSchema, type Layer, type LayerOf, type LayerType } from './kinds/index.ts';
export type { ImageRange } from './graph.ts';

/** Height, width and channels of one image in pixels. */
export const imageShapeSchema = z.object({
  height: z.number().int().min(1).max(1024),
  width: z.number().int().min(1).max(1024),
  channels: z.union([z.literal(1), z.literal(3)]),
});
export type ImageShape = z.infer<typeof imageShapeSchema>;

export const networkPairSchema = z.object({
  latentSize: z.number().int().positive(),
  image: imageShapeSchema,
  /** Labels the networks know, by number from 0; left out where images come without. */
  classes: count.optional(),
  /** G makes the target of an input, an image as large as its own, in place of latents; D sees both, joined in the channels. */
  pairs: z.literal(true).exactOptional(),
  /** Makes an image of latents, or of an input. */
  generator: networkSchema,
  /**
   * Ends in one number, D's score, or in a sigmoid of it: losses are computed on the score before it (stable,
   * same value). A graph that names its score may give several of an image: the mean of their losses counts. With an auxiliary classifier (AC-GAN) it also gives class logits: as an output of its own, or, of a
   * list, behind the score in its last layer, which then has 1 + classes numbers.
   */
  discriminator: networkSchema,
});
export type NetworkPair = z.infer<typeof networkPairSchema>;

type Sized = Pick<NetworkPair, 'latentSize' | 'image' | 'pairs'>;

/** What goes into G, without the batch: latents, or the input of a pair. */
export const generatorInput = ({ latentSize, image: { height, width, channels }, pairs }: Sized): number[] =>
  pairs ? [height, width, channels] : [latentSize];

/** What goes into D, without the batch: an image, or both of a pair, joined in the channels. */
export const discriminatorInput = ({
  image: { height, width, channels },
  pairs,
}: Omit<Sized, 'latentSize'>): number[] => [height, width, pairs ? 2 * channels : channels];

export const imageRangeOf = ({ generator }: Pick<NetworkPair, 'generator'>): ImageRange =>
  rangeOf(generator) ?? 'signed';

/** The range a generator says or ends in; undefined where it does neither. */
export function rangeOf(generator: NetworkPair['generator']): ImageRange | undefined {
  if ('nodes' in generator && generator.range) return generator.range;
  const end = outputNode(generator, 'image', 'image');
  const layers = nodesOf(generator);
  const at = layers.findIndex((layer, index) => layerName(layer, index) === end);
  const last = layers.slice(0, at + 1).findLast((layer) => !kindOf(layer).reshapes);
  return last && kindOf(last).range;
}

/** Whether G is steered by styles that can be mixed. */
export const hasStyles = ({ generator }: { generator: NetworkData }): boolean =>
  nodesOf(generator).some(({ type }) => type === 'style');

/** True where D has decoders, which must rebuild real images. */
export const rebuildsImages = ({ discriminator }: { discriminator: NetworkData }): boolean =>
  outputNode(discriminator, 'rebuilt', 'score') !== undefined;

/** Whether D may give several scores of an image: only where it says which of its layers gives them. */
export const mayGiveScores = (discriminator: NetworkData): boolean =>
  'nodes' in discriminator && discriminator.outputs?.score !== undefined;

/** True where D also says which class an image is of (AC-GAN). */
export const hasAuxiliaryClassifier = ({ classes, discriminator }: NetworkPair): boolean =>
  classes !== undefined &&
  (outputNode(discriminator, 'classes', 'score') !== undefined || givesClassesLast(discriminator, classes));

/** Whether the last layer gives the score and, behind it, the class logits. */
export const givesClassesLast = (discriminator: NetworkPair['discriminator'], classes: number): boolean => {
  const last = nodesOf(discriminator).at(-1);
  return last?.type === 'dense' && last.units === 1 + classes;
};
