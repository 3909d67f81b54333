import { z } from 'zod';
import { failureSchema } from '@shared/contract/errors.ts';
import { idSchema } from '@shared/run.ts';
import { seenSubjectSchema } from '@shared/verdict/subject.ts';
import { verdictProgressSchema, verdictSchema } from '@shared/verdict/verdict.ts';

/** Messages of a process that asks D about pictures, one after another, until whoever started it ends it. */
export const verdictCommandSchema = z.object({
  type: z.literal('ask'),
  library: z.string(),
  bundledDir: z.string(),
  run: idSchema,
  step: z.number().int().min(0).nullable(),
  subject: seenSubjectSchema,
});
export type VerdictCommand = z.infer<typeof verdictCommandSchema>;

export const verdictEventSchema = z.discriminatedUnion('type', [
  /** How far it is, or the verdict without its nearest training images. */
  z.object({ type: z.literal('progress'), news: z.union([verdictProgressSchema, verdictSchema]) }),
  z.object({ type: z.literal('judged'), verdict: verdictSchema }),
  z.object({ type: z.literal('failed'), error: failureSchema }),
]);
export type VerdictEvent = z.infer<typeof verdictEventSchema>;
