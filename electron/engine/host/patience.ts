import { setTimeout } from 'node:timers/promises';
import { ForgerError } from '@shared/contract/errors.ts';
import type { RunControl } from '../training/control.ts';

export interface Patience {
  control: Pick<RunControl, 'stopping' | 'changed'>;
  /** The disk is full: the run waits. Called again when there is something else to say of it. */
  onFull(message: string): Promise<void>;
  /** There was room again. */
  onRoom(): Promise<void>;
  /** Milliseconds between two tries; left out, five seconds. */
  retryEvery?: number;
}

/**
 * Does something that writes; waits while the disk is full, and tries again when the user changed what the
 * run should do, or after a while.
 * @throws what the work throws, and `no-space` when the run is being stopped
 */
export async function whenThereIsRoom<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
  for (let told: string | null = null; ;) {
    try {
      const result = await work();
      if (told !== null) await patience.onRoom();
      return result;
    } catch (error) {
      if (!(error instanceof ForgerError) || error.code !== 'no-space' || patience.control.stopping) throw error;
      if (error.message !== told) await patience.onFull(error.message);
      told = error.message;
    }
    const timer = new AbortController();
    const tick = setTimeout(patience.retryEvery ?? 5000, undefined, { signal: timer.signal }).catch(() => undefined);
    await Promise.race([tick, patience.control.changed()]);
    timer.abort();
  }
}
