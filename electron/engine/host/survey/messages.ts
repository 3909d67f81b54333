import { z } from 'zod';
import { failureSchema } from '@shared/contract/errors.ts';
import { SURVEYS, surveyProgressSchema } from '@shared/browse.ts';
import { idSchema } from '@shared/run.ts';

const place = { library: z.string(), bundledDir: z.string(), dataset: idSchema };
const image = z.number().int().min(0);

/** Messages of a process that looks through data sets, one after another, until whoever started it ends it. */
export const surveyCommandSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('survey'), ...place, kind: z.enum(SURVEYS) }),
  z.object({ type: z.literal('nearest'), ...place, to: image }),
]);
export type SurveyCommand = z.infer<typeof surveyCommandSchema>;

export const surveyEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), progress: surveyProgressSchema }),
  z.object({ type: z.literal('surveyed') }),
  z.object({ type: z.literal('nearest'), images: z.array(image) }),
  z.object({ type: z.literal('failed'), error: failureSchema }),
]);
export type SurveyEvent = z.infer<typeof surveyEventSchema>;
