import { z } from 'zod';

/**
 * What a bench and the processes it measures say to each other: lines of JSON, on their standard input and output, so
 * that programs in other languages take part alike. A process is told its subject, answers with {@link Ready}, and then
 * each {@link Round} with a {@link Lap}, until its input ends.
 */

/** How long a round is. */
export const roundSchema = z.object({
  /** Training steps; 0: as many as fit the time. */
  steps: z.number().int().min(0),
  seconds: z.number().positive(),
});
export type Round = z.infer<typeof roundSchema>;

export const readySchema = z.object({
  /** The kind of device it trains on. */
  device: z.string(),
  /** Name and version of what it trains with. */
  library: z.string(),
  /** From networks that are only described to the end of the first training step, in milliseconds. */
  firstStepMs: z.number().positive(),
});
export type Ready = z.infer<typeof readySchema>;

export const lapSchema = z.object({
  /** Median over the round. */
  msPerStep: z.number().positive(),
  /** The most memory the process has held so far. */
  peakMemoryMiB: z.number().positive(),
});
export type Lap = z.infer<typeof lapSchema>;

/** In place of an answer: why there is none, in a sentence. */
export const failedSchema = z.object({ failed: z.string() });
