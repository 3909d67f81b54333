import type { RunRecord, SampleEntry } from '@shared/run.ts';
import { count } from '../lib/format.ts';
import { placeOf, unitOf } from '../metrics/unit.ts';

/** A point in a run's life at which a grid of samples was drawn. */
export interface Moment {
  file: string;
  /** The grid of the EMA of G's weights; null without one. */
  average: string | null;
  step: number;
  /** Place on the x axis, in the run's unit. */
  at: number;
  /** "Epoch 36", "Step 1,200". */
  label: string;
  /** Same, inside a sentence. */
  name: string;
  /** Just the number, for strips. */
  short: string;
}

/** "36", or "0.43" for a grid drawn inside an epoch. */
const shortEpoch = (at: number): string => (Number.isInteger(at) ? count(at) : at.toFixed(2));

/** The sample grids of a run, oldest first. */
export function momentsOf(samples: readonly SampleEntry[], record: RunRecord): Moment[] {
  const unit = unitOf(record);
  return [...samples]
    .sort((a, b) => a.step - b.step)
    .map(({ file, average, step }) => {
      const at = placeOf(step, unit, record.stepsPerEpoch);
      const short = unit === 'step' ? count(step) : shortEpoch(at);
      return {
        file,
        average,
        step,
        at,
        short,
        name: `${unit} ${short}`,
        label: `${unit === 'step' ? 'Step' : 'Epoch'} ${short}`,
      };
    });
}

/** The moment nearest to a place on the x axis; -1 when there is none. */
export function nearestMoment(moments: readonly Moment[], at: number): number {
  let best = -1;
  let distance = Number.POSITIVE_INFINITY;
  moments.forEach((moment, index) => {
    const here = Math.abs(moment.at - at);
    if (here < distance) [best, distance] = [index, here];
  });
  return best;
}

/**
 * Which moments get a tick: every one where there is room, else every 2nd, 5th, 10th…
 * @returns the stride and the stride of the tall ticks, both at least 1
 */
export function tickStrides(moments: number, width: number): { tick: number; tall: number } {
  const room = Math.max(1, Math.floor(width / 5));
  let tick = 1;
  for (let index = 0; Math.ceil(moments / tick) > room; index++)
    tick = ([1, 2, 5][index % 3] ?? 1) * 10 ** Math.floor(index / 3);
  return { tick, tall: tick * 5 };
}
