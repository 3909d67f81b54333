import { median } from './median.ts';
import type { Round } from './messages.ts';

/** Steps are timed in stretches of this length, each with one look at the numbers, as the training loop looks. */
const STRETCH_MS = 100;
/** Preparations that come after the first step: TensorFlow's own, and finding how many steps a call makes. */
const WARM_UP: Round = { steps: 32, seconds: 1 };

/** Trains until so many steps are made or so much time is over, and reads their numbers. @returns steps made, 1 or more */
export type Stretch = (steps: number, milliseconds: number) => Promise<number>;

export const warmUp = async (stretch: Stretch): Promise<void> =>
  void (await stretch(WARM_UP.steps, WARM_UP.seconds * 1000));

/** Median milliseconds a step over a round. */
export async function timeLap(stretch: Stretch, { steps, seconds }: Round): Promise<number> {
  const times: number[] = [];
  const started = performance.now();
  let left = steps || Infinity;
  do {
    const before = performance.now();
    const made = await stretch(left, STRETCH_MS);
    times.push((performance.now() - before) / made);
    left -= made;
  } while (left > 0 && (Number.isFinite(left) || performance.now() - started < seconds * 1000));
  return median(times);
}
