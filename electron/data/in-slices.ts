import { setImmediate } from 'node:timers/promises';
import type { Sliced } from '@shared/sliced.ts';

/** Milliseconds at a stretch: half a frame of the window, so that nobody who asks something meanwhile notices. */
const SLICE_MS = 8;

/**
 * Does work a little at a time, and whatever else waits in between; what is done in the first moment is done at once.
 * @throws the signal's reason when aborted
 */
export async function inSlices<Made>(work: Sliced<Made>, signal: AbortSignal): Promise<Made> {
  for (;;) {
    const end = performance.now() + SLICE_MS;
    do {
      const step = work.next();
      if (step.done) return step.value;
    } while (performance.now() < end);
    await setImmediate();
    signal.throwIfAborted();
  }
}
