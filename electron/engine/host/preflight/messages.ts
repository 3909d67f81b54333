import { z } from 'zod';
import { runConfigSchema } from '@shared/config/schema.ts';
import { failureSchema } from '@shared/contract/errors.ts';
import { networkPairSchema } from '@shared/network/layers.ts';
import { recipeSchema } from '@shared/presets/recipe.ts';
import { idSchema } from '@shared/run.ts';
import { EXECUTIONS } from '@shared/way.ts';

/** Messages of a process that tries a run before it is made: it trains a few real steps, answers, and ends. */

/** What is trained: as a run of these settings would, on the images themselves. */
export const probeSubjectSchema = z.object({
  /** The library's folder, and that of the data sets that ship. */
  library: z.string(),
  bundledDir: z.string(),
  /** Its `device` is pinned. */
  config: runConfigSchema,
  dataset: idSchema,
  recipe: recipeSchema,
  networks: networkPairSchema,
});
export type ProbeSubject = z.infer<typeof probeSubjectSchema>;

export const probeCommandSchema = z.object({
  /** `time`: how fast and how large; `fit`: whether it trains at all. */
  question: z.enum(['time', 'fit']),
  subject: probeSubjectSchema,
});
export type ProbeCommand = z.infer<typeof probeCommandSchema>;

const milliseconds = z.number().nonnegative();

export const probeResultSchema = z.object({
  /** The device, in words. */
  title: z.string(),
  execution: z.enum(EXECUTIONS),
  /** Why it is not the faster way: a sentence; null where nothing kept it. */
  refusal: z.string().nullable(),
  /** Median over the steps that were timed; null where nothing was. */
  msPerStep: milliseconds.nullable(),
  /** From networks that are only described to the end of the first step. */
  firstStepMs: milliseconds,
  /** The most memory the process held, in bytes: TensorFlow and the images included, and those a window holds, too. */
  peakBytes: z.number().int().positive(),
  /** What a GPU's own memory held, in bytes; null where it does not say, or there is none. */
  gpuBytes: z.number().int().nonnegative().nullable(),
});
export type ProbeResult = z.infer<typeof probeResultSchema>;

export const probeEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), stage: z.enum(['building', 'timing']) }),
  z.object({ type: z.literal('answer'), result: probeResultSchema }),
  z.object({ type: z.literal('failed'), error: failureSchema }),
]);
export type ProbeEvent = z.infer<typeof probeEventSchema>;
export type ProbeStage = Extract<ProbeEvent, { type: 'progress' }>['stage'];
