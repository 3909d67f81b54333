import { assertNever } from '../assert-never.ts';
import type { RunConfig } from './schema.ts';

/** What is left of exponential noise when it is over. */
const LAST_SHARE = 0.01;

/**
 * Standard deviation of the instance noise in a step, which counts from 0 (Arjovsky & Bottou 2017, section 3).
 * @param stepsPerEpoch of the run
 */
export function instanceNoise(
  config: Pick<RunConfig, 'noise.start' | 'noise.decay' | 'noise.epochs'>,
  step: number,
  stepsPerEpoch: number,
): number {
  const start = config['noise.start'];
  const decay = config['noise.decay'];
  if (decay === 'none') return start;
  const epochs = step / stepsPerEpoch;
  const share = epochs / config['noise.epochs'];
  if (share >= 1) return 0;
  switch (decay) {
    case 'linear':
      return start * (1 - share);
    case 'epochs':
      return start * Math.max(0, 1 - Math.floor(epochs) / config['noise.epochs']);
    case 'exponential':
      return start * LAST_SHARE ** share;
    default:
      return assertNever(decay);
  }
}
