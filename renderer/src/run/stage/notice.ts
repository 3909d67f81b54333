import type { RunDetail } from '@shared/contract/channels.ts';
import type { Moment } from '../../samples/moments.ts';

/** Words over the stage while the pictures need them; null otherwise. */
export function notice(
  { status: { state, step }, starting }: Pick<RunDetail, 'status' | 'starting'>,
  shown: Moment | null,
  moments: number,
  missing: boolean,
): string | null {
  if (moments === 0) {
    if (starting) return 'The engine starts and reads the images: first pictures in a moment';
    if (state === 'waiting') return 'This run waits in the queue: no pictures yet';
    return state === 'training' ? 'Building the networks: first pictures in a moment' : 'No pictures were drawn';
  }
  if (missing) return 'This picture cannot be read';
  if (shown?.step === 0) {
    if (moments !== 1 || state !== 'training') return 'The untrained generator, before the first step';
    return step === 0
      ? 'The untrained generator: the first step is being prepared'
      : 'The untrained generator: training has just begun';
  }
  return null;
}
