import { z } from 'zod';

/** Runs that may train at once: each takes a process with a TensorFlow of its own, about a gigabyte of memory. */
export const MOST_AT_ONCE = 4;

/** Why no waiting run begins. */
export const lineHoldSchema = z.object({
  since: z.iso.datetime(),
  /** Until then; null: until somebody starts the line. */
  until: z.iso.datetime().nullable(),
  /** The user held it, or the time came that was set for it. */
  by: z.enum(['user', 'time']),
});
export type LineHold = z.infer<typeof lineHoldSchema>;

/** What is set for the line of runs; it survives restarts. */
export const lineTimesSchema = z.object({
  /** Null while the line moves. */
  hold: lineHoldSchema.nullable().default(null),
  /** Then every run that trains stops with a checkpoint and the line is held; null: never. */
  stopAt: z.iso.datetime().nullable().default(null),
});
export type LineTimes = z.infer<typeof lineTimesSchema>;

export const FREE_LINE: LineTimes = { hold: null, stopAt: null };
