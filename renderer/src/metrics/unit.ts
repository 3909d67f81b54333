import type { RunRecord } from '@shared/run.ts';

/** What the x axis and the names of moments count: epochs, or steps where samples follow steps. */
export type Unit = 'epoch' | 'step';

export const unitOf = (record: RunRecord): Unit => (record.config['samples.everySteps'] > 0 ? 'step' : 'epoch');

/** Where a step lies on the x axis. */
export const placeOf = (step: number, unit: Unit, stepsPerEpoch: number): number =>
  unit === 'step' ? step : step / stepsPerEpoch;

/** Length of the whole run on the x axis. */
export const endOf = (record: RunRecord): number => placeOf(record.totalSteps, unitOf(record), record.stepsPerEpoch);
