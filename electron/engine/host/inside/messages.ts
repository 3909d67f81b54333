import { z } from 'zod';
import { failureSchema } from '@shared/contract/errors.ts';
import { insideLookSchema, insideSchema, sampleChoiceSchema } from '@shared/inside.ts';
import { idSchema } from '@shared/run.ts';

const step = z.number().int().min(0);
const task = { library: z.string(), run: idSchema };

/** Messages of a process that looks inside checkpoints once, and ends. */
export const insideCommandSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('read'), ...task, steps: z.array(step) }),
  z.object({ type: z.literal('look'), ...task, bundledDir: z.string(), step, samples: sampleChoiceSchema }),
]);
export type InsideCommand = z.infer<typeof insideCommandSchema>;

export const insideEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('read'), checkpoints: z.array(insideSchema) }),
  z.object({ type: z.literal('looked'), look: insideLookSchema }),
  z.object({ type: z.literal('failed'), error: failureSchema }),
]);
export type InsideEvent = z.infer<typeof insideEventSchema>;
