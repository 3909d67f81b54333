import { z } from 'zod';
import { leakyRelu, relu, relu6, sigmoid, swish, tanh } from './activations.ts';
import { batchNorm } from './batch-norm.ts';
import { blur } from './blur.ts';
import { conditionalBatchNorm } from './conditional-batch-norm.ts';
import { conv2dTranspose } from './conv2d-transpose.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { depthwiseConv2d } from './depthwise-conv2d.ts';
import { dropout } from './dropout.ts';
import { glu } from './glu.ts';
import { groupedConv2d } from './grouped-conv2d.ts';
import type { Kind } from './kind.ts';
import { labelEmbedding } from './label-embedding.ts';
import { lastingDropout } from './lasting-dropout.ts';
import { labelProjection } from './label-projection.ts';
import { learnedConstant } from './learned-constant.ts';
import { add, average, channelScale, concat, multiply } from './merge.ts';
import { flatten, reshape } from './reshaping.ts';
import { minibatchStddev } from './minibatch-stddev.ts';
import { modulatedConv2d } from './modulated-conv2d.ts';
import { noise } from './noise.ts';
import { instanceNorm, layerNorm, pixelNorm } from './norms.ts';
import { pixelShuffle } from './pixel-shuffle.ts';
import { averagePooling2d, globalAveragePooling2d, globalSumPooling2d } from './pooling.ts';
import { quadrant } from './quadrant.ts';
import { resize2d } from './resize2d.ts';
import { selfAttention } from './self-attention.ts';
import { style } from './style.ts';
import { upsample2d } from './upsample2d.ts';
import { zeroPadding2d } from './zero-padding2d.ts';

/**
 * Every kind of layer by its name, in the order of the list to choose from. A kind is two files: one here, and one of
 * the same name in engine/network/kinds, which the compiler asks for.
 */
export const KINDS = {
  dense,
  conv2d,
  conv2dTranspose,
  upsample2d,
  batchNorm,
  dropout,
  leakyRelu,
  relu,
  relu6,
  tanh,
  sigmoid,
  flatten,
  reshape,
  add,
  multiply,
  concat,
  labelEmbedding,
  averagePooling2d,
  globalAveragePooling2d,
  groupedConv2d,
  depthwiseConv2d,
  pixelShuffle,
  blur,
  glu,
  learnedConstant,
  noise,
  layerNorm,
  instanceNorm,
  pixelNorm,
  minibatchStddev,
  selfAttention,
  modulatedConv2d,
  swish,
  average,
  channelScale,
  quadrant,
  zeroPadding2d,
  lastingDropout,
  conditionalBatchNorm,
  labelProjection,
  globalSumPooling2d,
  style,
  resize2d,
};

export type LayerType = keyof typeof KINDS;
export const LAYER_TYPES = Object.keys(KINDS) as LayerType[];

/** What a layer of any kind may say of its place in the graph. */
const placeFields = {
  /** Its name, for others to refer to and for its weights; left out, `<index>_<type>`. */
  id: z
    .string()
    .regex(/^[A-Za-z][\w.-]{0,39}$/)
    .exactOptional(),
  /** What comes in, by id or by the name of an input; left out, the layer before. */
  from: z.union([z.string().max(60), z.array(z.string().max(60)).min(1).max(8)]).exactOptional(),
  /** The block it belongs to: neighbours of one block are shown as one. */
  block: z.string().trim().min(1).max(40).exactOptional(),
  /**
   * Its weights are never trained: they stay as the seed draws them, or are those of the layer of the same name of the network that sees
   * (see ../efficientnet.ts).
   */
  frozen: z.enum(['drawn', 'pretrained']).exactOptional(),
};

type Fields<Type extends LayerType> = z.infer<(typeof KINDS)[Type]['schema']>;
type Places = z.infer<z.ZodObject<typeof placeFields>>;
/** A layer: its kind's own fields, and what it says of its place. */
export type Layer = { [Type in LayerType]: Fields<Type> & Places }[LayerType];
export type LayerOf<Type extends LayerType> = Extract<Layer, { type: Type }>;

/** What there is to say of a layer's kind. */
export const kindOf = <Type extends LayerType>(layer: { type: Type }): Kind<LayerOf<Type>> =>
  KINDS[layer.type] as unknown as Kind<LayerOf<Type>>;

const placed = <Schema extends z.ZodObject>(schema: Schema) => schema.extend(placeFields);

/** Any layer. The compiler holds it to the list above. */
export const layerSchema = z.discriminatedUnion('type', [
  ...(Object.values(KINDS).map(({ schema }) => placed(schema)) as unknown as [
    z.ZodObject<{ type: z.ZodLiteral<LayerType> }>,
  ]),
]) as unknown as z.ZodType<Layer, unknown>;
