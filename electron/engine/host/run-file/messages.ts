import { z } from 'zod';
import { failureSchema } from '@shared/contract/errors.ts';
import type { OpenedRunFile, RunFileSizes, SavedRunFile } from '@shared/run-file.ts';
import { idSchema } from '@shared/run.ts';
import type { VerifyAnswers } from '../verify/verify.ts';

/** Messages of a process that saves, opens or checks one run, and ends. */
const path = z.string();
const step = z.number().int().min(0);
const places = { library: path, bundledDir: path };

export const runFileCommandSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('save'),
    ...places,
    run: idSchema,
    out: path,
    checkpoints: z.union([z.enum(['newest', 'all']), z.array(step)]),
    images: z.boolean(),
  }),
  z.object({ type: z.literal('weigh'), ...places, run: idSchema }),
  z.object({ type: z.literal('open'), ...places, path }),
  z.object({ type: z.literal('prepare'), ...places, run: idSchema, place: path }),
  z.object({ type: z.literal('train'), bundledDir: path, place: path, lane: z.enum(['whole', 'parts']), to: step }),
  z.object({
    type: z.literal('compare'),
    place: path,
    facts: z.object({ from: step, to: step, device: z.string(), began: z.string(), exact: z.boolean() }),
  }),
  /** Leave nothing behind and end. */
  z.object({ type: z.literal('cancel') }),
]);
export type RunFileCommand = z.infer<typeof runFileCommandSchema>;

/** Answers of our own process are not checked again: what it read was checked where it was read. */
const answer = <Result>() => z.custom<Result>((value) => typeof value === 'object' && value !== null);

export const runFileEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: z.number().min(0), total: z.number().min(0) }),
  z.object({ type: z.literal('saved'), result: answer<SavedRunFile>() }),
  z.object({ type: z.literal('weighed'), result: answer<RunFileSizes>() }),
  z.object({ type: z.literal('opened'), result: answer<OpenedRunFile>() }),
  z.object({ type: z.literal('prepare'), result: answer<VerifyAnswers['prepare']>() }),
  z.object({ type: z.literal('train'), result: answer<VerifyAnswers['train']>() }),
  z.object({ type: z.literal('compare'), result: answer<VerifyAnswers['compare']>() }),
  z.object({ type: z.literal('failed'), error: failureSchema }),
]);
export type RunFileEvent = z.infer<typeof runFileEventSchema>;
