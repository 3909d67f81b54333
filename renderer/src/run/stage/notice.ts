import type { RunState } from '@shared/run.ts';
import type { Moment } from '../moments.ts';

/** Words over the stage while the pictures need them; null otherwise. */
export function notice(state: RunState, shown: Moment | null, moments: number, missing: boolean): string | null {
  if (moments === 0) {
    if (state === 'waiting') return 'This run waits in the queue: no pictures yet';
    return state === 'training' ? 'Building the networks: first pictures in a moment' : 'No pictures were drawn';
  }
  if (missing) return 'This picture cannot be read';
  if (shown?.step === 0)
    return moments === 1 && state === 'training'
      ? 'The untrained generator: training has just begun'
      : 'The untrained generator, before the first step';
  return null;
}
