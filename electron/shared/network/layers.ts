import { z } from 'zod';

/**
 * A network as data: an ordered list of layers. The same list builds the trainable network, the
 * summary in the window, the parameter counts and the exported tfjs LayersModel.
 * Shapes leave out the batch dimension; images are [height, width, channels].
 */
const count = z.number().int().positive().max(65_536);

/** Miyato et al. 2018, "Spectral Normalization for GANs", equation 8: the kernel divided by its largest singular value. */
const spectralNorm = z.boolean().optional();

const dense = z.strictObject({
  type: z.literal('dense'),
  /** Output features. */
  units: z.number().int().positive().max(4_194_304),
  useBias: z.boolean().default(true),
  spectralNorm,
});

const kernelSize = z.number().int().min(1).max(31);
const stride = z.number().int().min(1).max(8);

/** Square kernel [size, size, in, filters]. `same`: output ⌈input / stride⌉, zeros around; an odd one at the end. */
const conv2d = z.strictObject({
  type: z.literal('conv2d'),
  filters: count,
  kernelSize,
  stride: stride.default(1),
  padding: z.enum(['same', 'valid']).default('same'),
  useBias: z.boolean().default(true),
  spectralNorm,
});

/** The gradient of a `same` convolution by its input, as a layer: output input × stride. Kernel [size, size, filters, in]. */
const conv2dTranspose = z.strictObject({
  type: z.literal('conv2dTranspose'),
  filters: count,
  kernelSize,
  stride: stride.default(2),
  useBias: z.boolean().default(true),
});

/** Each pixel repeated `factor` times each way (nearest neighbour). */
const upsample2d = z.strictObject({ type: z.literal('upsample2d'), factor: z.number().int().min(2).max(8).default(2) });

const leakyRelu = z.strictObject({
  type: z.literal('leakyRelu'),
  /** Slope for negative inputs (PyTorch's negative_slope, Keras' alpha). */
  slope: z.number().min(0).max(1),
});

const batchNorm = z.strictObject({
  type: z.literal('batchNorm'),
  /** Share of the old running average kept at each update: Keras' meaning, i.e. 1 − PyTorch's. */
  momentum: z.number().min(0).max(1),
  epsilon: z.number().positive(),
  /**
   * Which batch variance feeds the running average: the population's (divide by n; Keras) or the
   * sample's (divide by n − 1; PyTorch). Normalisation itself always divides by n.
   */
  runningVariance: z.enum(['population', 'sample']),
});

/** In training each value is kept with probability 1 − rate and then divided by it, else 0 (Srivastava et al. 2014). */
const dropout = z.strictObject({ type: z.literal('dropout'), rate: z.number().min(0).lt(1) });

const activation = z.strictObject({ type: z.enum(['relu', 'tanh', 'sigmoid']) });
const flatten = z.strictObject({ type: z.literal('flatten') });
const reshape = z.strictObject({
  type: z.literal('reshape'),
  shape: z.array(z.number().int().positive()).min(1).max(3),
});

/**
 * Brings the image's label in, through a learned row of numbers for each class: `multiply`: times a flat input
 * of the same size; `append`: `size` numbers after a flat input; `plane`: one more channel of an image.
 */
const labelEmbedding = z.strictObject({
  type: z.literal('labelEmbedding'),
  classes: count,
  join: z.enum(['multiply', 'append', 'plane']),
  /** Of `append`. */
  size: count.optional(),
});

export const layerSchema = z.discriminatedUnion('type', [
  dense,
  conv2d,
  conv2dTranspose,
  upsample2d,
  leakyRelu,
  batchNorm,
  dropout,
  activation,
  flatten,
  reshape,
  labelEmbedding,
]);

export type Layer = z.infer<typeof layerSchema>;
export type LayerType = Layer['type'];
export type LayerOf<Type extends LayerType> = Extract<Layer, { type: Type }>;

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
  /** Ends in tanh where images are scaled to −1 … 1, in a sigmoid where to 0 … 1. */
  generator: z.array(layerSchema).min(1).max(200),
  /**
   * Ends in one number, D's score, or in a sigmoid of it: losses are computed on the score before it (stable,
   * same value). With an auxiliary classifier (AC-GAN) it ends in 1 + classes numbers: the score, then class logits.
   */
  discriminator: z.array(layerSchema).min(1).max(200),
});
export type NetworkPair = z.infer<typeof networkPairSchema>;

/** How the images a network makes are scaled: `signed` −1 … 1, `unit` 0 … 1. */
export type ImageRange = 'signed' | 'unit';
export const imageRangeOf = ({ generator }: Pick<NetworkPair, 'generator'>): ImageRange =>
  generator.findLast(({ type }) => type !== 'reshape' && type !== 'flatten')?.type === 'sigmoid' ? 'unit' : 'signed';

/** True where D also says which class an image is of (AC-GAN). */
export const hasAuxiliaryClassifier = ({ classes, discriminator }: NetworkPair): boolean => {
  const last = discriminator.at(-1);
  return classes !== undefined && last?.type === 'dense' && last.units === 1 + classes;
};
