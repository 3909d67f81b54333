import { availableParallelism } from 'node:os';
import { ForgerError } from '@shared/contract/errors.ts';
import { MOST_THREADS, THREADS_VARIABLE, threadsSchema } from '@shared/way.ts';

type Environment = Record<string, string | undefined>;

/** Threads of the processor that native TensorFlow takes: what its variable says, or one for each processor. */
export function threadsHere(environment: Environment = process.env): number {
  const asked = threadsSchema.safeParse(Number(environment[THREADS_VARIABLE]));
  return asked.success ? asked.data : Math.min(MOST_THREADS, availableParallelism());
}

let settled = false;

/** Called before TensorFlow loads, which reads the variable once: its number of threads is fixed from here on. */
export function settleThreads(): void {
  process.env[THREADS_VARIABLE] = String(threadsHere());
  settled = true;
}

/**
 * Has native TensorFlow take so many threads in this process.
 * @throws {ForgerError} internal where it has loaded with another number
 */
export function useThreads(threads: number): void {
  if (!settled) process.env[THREADS_VARIABLE] = String(threads);
  else if (threadsHere() !== threads)
    throw new ForgerError(
      'internal',
      `This run trains with ${threads} threads, and TensorFlow has started with ${threadsHere()} here. Start Forger again, then resume the run.`,
    );
}
