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

/** What is timed as one where steps differ. */
export interface Cycle {
  /** Steps after which what is due repeats. */
  steps: number;
  /** A cycle that takes longer is cut there. */
  milliseconds: number;
}

/**
 * Median milliseconds a step over a round; of steps that are not all alike, over their whole cycles, of which there is one at least:
 * the median of single ones would leave out what seldom runs.
 */
export async function timeLap(stretch: Stretch, { steps, seconds }: Round, cycle: Cycle): Promise<number> {
  const [together, milliseconds] = cycle.steps > 1 ? [cycle.steps, cycle.milliseconds] : [Infinity, STRETCH_MS];
  const times: number[] = [];
  const started = performance.now();
  let left = steps || Infinity;
  do {
    const before = performance.now();
    const made = await stretch(Math.min(left, together), milliseconds);
    times.push((performance.now() - before) / made);
    left -= made;
  } while (left > 0 && (Number.isFinite(left) || performance.now() - started < seconds * 1000));
  return median(times);
}
