import { z } from 'zod';

/**
 * A network as data: an ordered list of layers. The same list builds the trainable network, the
 * summary in the window, the parameter counts and the exported tfjs LayersModel.
 * Shapes leave out the batch dimension; images are [height, width, channels].
 */
const dense = z.object({
  type: z.literal('dense'),
  /** Output features. */
  units: z.number().int().positive(),
  useBias: z.boolean().default(true),
});

const leakyRelu = z.object({
  type: z.literal('leakyRelu'),
  /** Slope for negative inputs (PyTorch's negative_slope, Keras' alpha). */
  slope: z.number().min(0).max(1),
});

const batchNorm = z.object({
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

const activation = z.object({ type: z.enum(['tanh', 'sigmoid']) });
const flatten = z.object({ type: z.literal('flatten') });
const reshape = z.object({
  type: z.literal('reshape'),
  shape: z.array(z.number().int().positive()).min(1).max(3),
});

export const layerSchema = z.discriminatedUnion('type', [dense, leakyRelu, batchNorm, activation, flatten, reshape]);

export type Layer = z.infer<typeof layerSchema>;
export type LayerType = Layer['type'];

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
  generator: z.array(layerSchema).min(1),
  /** Ends in a sigmoid; losses are computed on the logit before it (stable, same value). */
  discriminator: z.array(layerSchema).min(1),
});
export type NetworkPair = z.infer<typeof networkPairSchema>;
