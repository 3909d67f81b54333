import { z } from 'zod';
import { animationSchema } from '@shared/animation/options.ts';
import { failureSchema } from '@shared/contract/errors.ts';
import { idSchema } from '@shared/run.ts';

/** Messages of a process that makes one animation, or tells what it will be, and ends. */
const task = { library: z.string(), run: idSchema, options: animationSchema };

export const animationCommandSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('write'), ...task, out: z.string() }),
  z.object({ type: z.literal('preview'), ...task }),
  /** Leave nothing behind and end. */
  z.object({ type: z.literal('cancel') }),
]);
export type AnimationCommand = z.infer<typeof animationCommandSchema>;

const count = z.number().int().min(0);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

export const animationEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: count, total: count }),
  z.object({
    type: z.literal('written'),
    result: z.object({
      path: z.string(),
      bytes: count,
      frames: count,
      width: count,
      height: count,
      seconds: z.number(),
    }),
  }),
  z.object({
    type: z.literal('previewed'),
    plan: z.object({ frames: count, width: count, height: count, seconds: z.number(), estimatedBytes: count }),
    sheet: z.object({ png: bytes, frames: count }).nullable(),
  }),
  z.object({ type: z.literal('failed'), error: failureSchema }),
]);
export type AnimationEvent = z.infer<typeof animationEventSchema>;
