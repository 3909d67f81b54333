import { z } from 'zod';
import { addLine, readLines } from './json-lines.ts';

/**
 * How long a step takes on a quiet machine, as `--pace` measured it. Minutes that are counted by it (`--paced`) are as many steps, however long a busy
 * machine takes for them: what is drawn in the end depends on the steps alone.
 */
const paceSchema = z.object({
  set: z.string(),
  entry: z.string(),
  /** Of a step, the mean of a stretch. */
  ms: z.number().positive(),
  /** Load before it, too: a pace of a busy machine is none. */
  machine: z.string(),
});
export type Pace = z.infer<typeof paceSchema>;

export const readPaces = (file: string): Promise<Pace[]> => readLines(file, paceSchema);
export const addPace = (file: string, pace: Pace): Promise<void> => addLine(file, pace);

/** The newest pace of an entry on a set. @returns milliseconds a step @throws {Error} where none was measured */
export function paceOf(paces: readonly Pace[], set: string, entry: string): number {
  const found = paces.findLast((pace) => pace.set === set && pace.entry === entry);
  if (found) return found.ms;
  throw new Error(`No pace of ${entry} on ${set} was measured: run it with --pace first, with nothing else running.`);
}

export const stepsIn = (minutes: number, ms: number): number => Math.max(1, Math.round((60_000 * minutes) / ms));
