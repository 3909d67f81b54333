import { ForgerError } from '@shared/contract/errors.ts';
import { findBroken } from '../metric/judgement.ts';
import type { SortedReadings } from '../metric/readings.ts';
import type { TrainerState } from './state.ts';

const ADVICE = 'Lower its learning rate and go on from the last checkpoint, or start again with another seed.';

/** @throws {ForgerError} diverged, naming network and step, when a loss is not a finite number */
export function checkLosses(readings: SortedReadings, step: number): void {
  const broken = findBroken(readings);
  if (broken)
    throw new ForgerError('diverged', `The ${broken}'s loss is not a number any more at step ${step}. ${ADVICE}`);
}

/** @throws {ForgerError} diverged, naming network and step, when a weight is not a finite number */
export function checkFinite(state: Pick<TrainerState, 'step' | 'generator' | 'discriminator'>): void {
  for (const player of ['generator', 'discriminator'] as const)
    for (const { data } of state[player])
      if (!data.every(Number.isFinite))
        throw new ForgerError(
          'diverged',
          `The ${player}'s weights are not all numbers any more at step ${state.step}. ${ADVICE}`,
        );
}
