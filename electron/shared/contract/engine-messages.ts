import { z } from 'zod';
import { DEVICE_CHOICES } from '../config/schema.ts';
import { idSchema } from '../run.ts';
import { failureSchema } from './errors.ts';

/**
 * The conversation between the app's main process and the engine's process. Metrics, samples and
 * checkpoints do not travel here: the engine writes them into the run store and says that it did.
 */
const request = z.number().int().min(0);

export const engineCommandSchema = z.discriminatedUnion('type', [
  /** Train a run that the store already holds, from its newest checkpoint or from the start. */
  z.object({ type: z.literal('train'), request, library: z.string(), run: idSchema }),
  z.object({ type: z.literal('pause'), request, run: idSchema }),
  z.object({ type: z.literal('resume'), request, run: idSchema }),
  /** Stop with a checkpoint. */
  z.object({ type: z.literal('stop'), request, run: idSchema }),
  /** Let older checkpoints go, so that a run that waits for room on the disk has some. */
  z.object({ type: z.literal('thin'), request, run: idSchema }),
  z.object({ type: z.literal('devices'), request }),
  /** Save what is running, then exit. */
  z.object({ type: z.literal('shutdown'), request }),
]);
export type EngineCommand = z.infer<typeof engineCommandSchema>;

const deviceReport = z.object({
  kind: z.enum(DEVICE_CHOICES).exclude(['auto']),
  name: z.string().optional(),
  title: z.string(),
  versions: z.record(z.string(), z.string()).optional(),
  available: z.boolean(),
  note: z.string().nullable(),
  software: z.literal(true).optional(),
});

export const engineEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), pid: z.number().int() }),
  /** Answers a request: done, or refused with a reason. */
  z.object({ type: z.literal('done'), request }),
  z.object({ type: z.literal('refused'), request, error: failureSchema }),
  z.object({
    type: z.literal('devices'),
    request,
    devices: z.array(deviceReport),
    chosen: deviceReport.shape.kind,
    tensorflow: z.string().nullable(),
  }),
  /** Status, metrics (with the step in the status), a sample grid or a checkpoint of this run changed on disk. */
  z.object({
    type: z.literal('run-updated'),
    run: idSchema,
    what: z.enum(['status', 'metrics', 'samples', 'evaluations', 'checkpoint']),
  }),
  /** The engine let go of the run: finished, stopped or failed (see its status). */
  z.object({ type: z.literal('run-ended'), run: idSchema }),
]);
export type EngineEvent = z.infer<typeof engineEventSchema>;
