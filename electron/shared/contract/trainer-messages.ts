import { z } from 'zod';
import { runConfigSchema } from '../config/schema.ts';
import { divergenceSchema } from '../divergence.ts';
import { EVALUATION_IDS } from '../evaluations.ts';
import { imageShapeSchema, networkPairSchema } from '../network/layers.ts';
import { recipeSchema } from '../presets/recipe.ts';
import { METRIC_NAMES } from '../run.ts';
import { runDeviceSchema } from '../run-device.ts';
import { trainingStateSchema } from '../training-state.ts';
import { EXECUTIONS } from '../way.ts';
import { failureSchema } from './errors.ts';

/**
 * The conversation between the engine's process and the hidden window in which a GPU trains, over a port of their
 * own. The engine asks, one thing at a time, and the window answers under the same number; arrays are cloned, since
 * Electron loses a message that transfers them out of a window.
 */
const request = z.number().int().min(0);
const count = z.number().int().min(0);
const seconds = z.number().min(0);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const numbers = z.custom<Uint32Array>((value) => value instanceof Uint32Array);

/** NaN stands where a number does not apply. */
const metric = z.custom<number>((value) => typeof value === 'number');
const metricRowSchema = z.record(z.enum(METRIC_NAMES), metric);

/** Data sets are sent in pieces of this size. */
export const PIECE_BYTES = 16 * 2 ** 20;
/** What one array of pixels in a window can hold. */
export const MOST_PIXEL_BYTES = 2 ** 31 - 1;

export const trainerCommandSchema = z.discriminatedUnion('type', [
  /** Which GPU is there? */
  z.object({ type: z.literal('probe'), request }),
  /** The facts of a run: opens the device and makes room for the pixels. */
  z.object({
    type: z.literal('prepare'),
    request,
    config: runConfigSchema,
    recipe: recipeSchema,
    networks: networkPairSchema,
    /** The way its steps have run so far. */
    settled: z.enum(EXECUTIONS).nullable(),
    /** What layers of D begin with that are the network's that sees. */
    pretrained: z
      .array(
        z.object({
          name: z.string(),
          shape: z.array(z.number().int()),
          data: z.custom<Float32Array>((value) => value instanceof Float32Array),
        }),
      )
      .exactOptional(),
    images: z.object({
      count: z.number().int().positive(),
      image: imageShapeSchema,
      labels: z.custom<Uint16Array>((value) => value instanceof Uint16Array).nullable(),
      /** Which of them are held out. */
      split: z.object({ trained: numbers, heldOut: numbers }).exactOptional(),
    }),
  }),
  /** A piece of the data set's pixels, image after image, each piece after the one before. */
  z.object({ type: z.literal('pixels'), request, bytes }),
  /** Builds the trainer. */
  z.object({ type: z.literal('begin'), request }),
  z.object({ type: z.literal('restore'), request, state: trainingStateSchema }),
  /** Trains a few steps, as many as pay, up to `wanted`. */
  z.object({ type: z.literal('train'), request, wanted: z.number().int().positive() }),
  z.object({ type: z.literal('metrics'), request }),
  z.object({ type: z.literal('samples'), request }),
  /** What is the generator's value as it stands? */
  z.object({ type: z.literal('evaluate'), request, id: z.enum(EVALUATION_IDS) }),
  z.object({ type: z.literal('save'), request }),
  /** How much of its memory does the GPU hold? */
  z.object({ type: z.literal('memory'), request }),
  /** Are you there? Answered at once, whatever else goes on. */
  z.object({ type: z.literal('ping'), request }),
]);
export type TrainerCommand = z.infer<typeof trainerCommandSchema>;

/** Where training stands, in every answer that may have moved it. */
const where = { step: count, elapsed: seconds };

/** What a GPU says of itself. */
const gpuSchema = z.object({
  vendor: z.string(),
  architecture: z.string(),
  device: z.string(),
  description: z.string(),
  isFallbackAdapter: z.boolean().exactOptional(),
});
export type WindowGpu = z.infer<typeof gpuSchema>;

export const trainerAnswerSchema = z.discriminatedUnion('type', [
  /** Null where there is none. */
  z.object({ type: z.literal('gpu'), request, gpu: gpuSchema.nullable() }),
  z.object({ type: z.literal('done'), request, ...where }),
  z.object({
    type: z.literal('begun'),
    request,
    device: runDeviceSchema,
    way: z.object({ execution: z.enum(EXECUTIONS), refusal: z.string().nullable() }),
  }),
  z.object({ type: z.literal('metrics'), request, ...where, rows: z.array(metricRowSchema) }),
  z.object({
    type: z.literal('samples'),
    request,
    generator: bytes,
    average: bytes.nullable(),
  }),
  /** Null where it cannot be measured. */
  z.object({ type: z.literal('evaluated'), request, value: z.number().nullable() }),
  z.object({ type: z.literal('saved'), request, state: trainingStateSchema }),
  /** Null where it does not say. */
  z.object({ type: z.literal('memory'), request, bytes: count.nullable() }),
  z.object({
    type: z.literal('failed'),
    request,
    error: failureSchema,
    /** Where it was the run's numbers that broke. */
    diverged: z
      .object({ divergence: divergenceSchema, stepsPerEpoch: z.number().positive(), rows: z.array(metricRowSchema) })
      .exactOptional(),
  }),
  z.object({ type: z.literal('pong'), request }),
  /** The engine said what is no command: nothing it waits for will come. */
  z.object({ type: z.literal('confused'), error: failureSchema }),
]);
export type TrainerAnswer = z.infer<typeof trainerAnswerSchema>;
