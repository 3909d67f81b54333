import { z } from 'zod';

/**
 * What a checkpoint says of the insides of its networks, layer by layer. Sizes are root mean squares over the values of a
 * weight or of all that training changes in a layer, so that layers of every size compare; times the root of their number
 * they are L2 norms. Null where there is no such number: the optimiser keeps nothing that tells it, nothing was updated yet,
 * or values are no finite numbers.
 */

const count = z.number().int().min(0);
const size = z.number().nullable();

/** Bars of a histogram; odd, so that one of them has zero in its middle. */
export const HISTOGRAM_BARS = 41;

const sizes = {
  /** How many values. */
  values: count,
  weight: size,
  /** Of the gradient over about the last 1 / (1 − β₂) updates, from the optimiser's mean of its square. */
  gradient: size,
  /** Of what the last update took off the weights. */
  update: size,
};

const variableSchema = z.object({
  /** `kernel`, `bias`, `gamma`, … */
  name: z.string(),
  ...sizes,
  /** Values by size: {@link HISTOGRAM_BARS} equal bars from −limit to limit, the largest there is. */
  histogram: z.object({ limit: z.number().min(0), counts: z.array(count).length(HISTOGRAM_BARS) }),
});

const layerSchema = z.object({
  /** Its name in the network: see `layerName`. */
  layer: z.string(),
  ...sizes,
  variables: z.array(variableSchema),
  /** Of a kernel with spectral norm, as a matrix [inputs, outputs]; left out of others. */
  spectral: z
    .object({
      /** Its largest singular value. */
      norm: size,
      /** What the layer divides it by: the same as far as one power iteration a step knows it. */
      estimate: size,
    })
    .exactOptional(),
});

const networkSchema = z.object({
  /** Updates that its optimiser made. */
  updates: count,
  /** Those with weights that training changes, first to last. */
  layers: z.array(layerSchema),
});

export const insideSchema = z.object({ step: count, generator: networkSchema, discriminator: networkSchema });

export type VariableInside = z.infer<typeof variableSchema>;
export type LayerInside = z.infer<typeof layerSchema>;
export type NetworkInside = z.infer<typeof networkSchema>;
export type Inside = z.infer<typeof insideSchema>;

/**
 * How large an update is beside the weights that it changes: the ratio of both sizes; null where either is not known.
 * About 0.001 is usual (A. Karpathy's notes for CS231n, "Neural Networks 3", "Ratio of weights:updates").
 */
export const updateRatio = ({ update, weight }: Pick<LayerInside, 'update' | 'weight'>): number | null =>
  update === null || weight === null || weight === 0 ? null : update / weight;

/** A hundred times off on either side is said: published recipes begin with ten times as much. */
export const USUAL_RATIO = { least: 1e-5, most: 0.1 } as const;

/** Images that networks are run on to be looked at; the first few can be chosen as the sample. */
export const LOOKED_IMAGES = 64;
export const SAMPLES = 8;

const sample = z
  .number()
  .int()
  .min(0)
  .max(SAMPLES - 1);
/** Of each network, which of its samples is followed through its layers. */
export const sampleChoiceSchema = z.strictObject({ generator: sample, discriminator: sample });
export type SampleChoice = z.infer<typeof sampleChoiceSchema>;

/** Pictures of one size, 0 … 255, one after another, rows first, channels last. */
const picturesSchema = z
  .object({
    width: count.min(1),
    height: count.min(1),
    channels: z.union([z.literal(1), z.literal(3)]),
    count,
    /** How many there are in all; the first are shown. */
    of: count,
    pixels: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  })
  .refine(({ width, height, channels, count: shown, pixels }) => width * height * channels * shown === pixels.length);
export type Pictures = z.infer<typeof picturesSchema>;

const activationSchema = z.object({
  layer: z.string(),
  /** Mean and standard deviation of all its values for all images. */
  mean: size,
  deviation: size,
  /** Of a hidden activation: how many features or channels it has, and how many give the same for every image. */
  units: z.object({ count, dead: count }).exactOptional(),
  /** What it gives for the chosen sample, each channel brought to 0 … 255 by itself; left out of what only changes a form. */
  maps: picturesSchema.exactOptional(),
});
export type Activation = z.infer<typeof activationSchema>;

const lookSchema = z.object({
  /** How many images it was run on. */
  images: count,
  /** In the order of the network. What is computed together with the layer behind it is left out. */
  activations: z.array(activationSchema),
  /** What can be chosen: images of G; of D real ones first, then fakes. */
  samples: picturesSchema,
  /** Kernels next to the image, brought to 0 … 255 together with zero in the middle; null where none is next to it. */
  filters: z.object({ layer: z.string(), pictures: picturesSchema }).nullable(),
});
export type NetworkLook = z.infer<typeof lookSchema>;

/** What both networks of a checkpoint make of a few images. */
export const insideLookSchema = z.object({
  step: count,
  generator: lookSchema,
  discriminator: lookSchema,
  /** Of D's samples, how many are real. */
  real: count,
  /** Why D saw no real images, in a sentence; null where it did. */
  notice: z.string().nullable(),
});
export type InsideLook = z.infer<typeof insideLookSchema>;
