import { z } from 'zod';

/** Runs that may train at once: each takes a process with a TensorFlow of its own, about a gigabyte of memory. */
export const MOST_AT_ONCE = 4;

/** Why no waiting run begins. */
const queueHoldSchema = z.object({
  since: z.iso.datetime(),
  /** Until then; null: until somebody starts the queue. */
  until: z.iso.datetime().nullable(),
  /** The user held it, or the time came that was set for it. */
  by: z.enum(['user', 'time']),
});

/** What is set for the queue; it survives restarts. */
export const queueTimesSchema = z.object({
  /** Null while the queue moves. */
  hold: queueHoldSchema.nullable().default(null),
  /** Then every run that trains stops with a checkpoint and the queue is held; null: never. */
  stopAt: z.iso.datetime().nullable().default(null),
});
export type QueueTimes = z.infer<typeof queueTimesSchema>;

export const FREE_QUEUE: QueueTimes = { hold: null, stopAt: null };
