import type { RunConfig } from '@shared/config/schema.ts';
import { penaltiesOf } from '@shared/penalty/index.ts';
import type { Due } from '../objective/game.ts';

/** What runs once in n steps runs in the first of each n: it follows from the step alone. @param step completed before */
export const dueAt =
  (step: number): Due =>
  (every) =>
    step % every === 0;

/** The periods, in steps, of all that a run does not do in every step; ascending. */
export function periodsOf(config: RunConfig): number[] {
  const every = [
    ...penaltiesOf(config).map((penalty) => penalty.every),
    ...(config['path.weight'] > 0 ? [config['path.every']] : []),
    config['steps.discriminatorEvery'],
    config['steps.generatorEvery'],
  ];
  return [...new Set(every)].filter((period) => period > 1).sort((a, b) => a - b);
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/** Steps after which what is due repeats. */
export const cycleOf = (periods: readonly number[]): number =>
  periods.reduce((cycle, period) => (cycle * period) / greatestDivisor(cycle, period), 1);
