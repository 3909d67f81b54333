import { policyOf } from './checkpoint-policy.ts';
import { sampleFile } from './library-names.ts';
import type { RunRecord } from './run.ts';

/** When a run writes what, in completed steps. */
export interface Schedule {
  totalSteps: number;
  stepsPerEpoch: number;
  /** 0: after each epoch. */
  samplesEvery: number;
  /** 0: after each epoch. */
  checkpointEvery: number;
  /** Share of the time of training that evaluations at the end of epochs may take, in percent; 0: none are made for their own sake. */
  evaluationShare: number;
  /** Each checkpoint is measured on pixels as it is saved, so that the best can be told. */
  keepsBest: boolean;
  /** Checkpoints are measured each so many steps; 0: none. */
  evaluateEvery: number;
}

export const scheduleOf = ({ config, totalSteps, stepsPerEpoch }: RunRecord): Schedule => ({
  totalSteps,
  stepsPerEpoch,
  samplesEvery: config['samples.everySteps'],
  checkpointEvery: config['checkpoint.everySteps'],
  // Where checkpoints are measured, the share is theirs.
  evaluationShare: config['evaluations.every'] > 0 ? 0 : config['evaluations.share'],
  keepsBest: config['evaluations.every'] === 0 && policyOf(config).keep === 'best',
  evaluateEvery: config['evaluations.every'] * stepsPerEpoch,
});

const isDue = (step: number, every: number, stepsPerEpoch: number): boolean => step % (every || stepsPerEpoch) === 0;

export const samplesDue = (step: number, { samplesEvery, stepsPerEpoch }: Schedule): boolean =>
  isDue(step, samplesEvery, stepsPerEpoch);

export const checkpointDue = (step: number, { checkpointEvery, stepsPerEpoch }: Schedule): boolean =>
  isDue(step, checkpointEvery, stepsPerEpoch);

export const isEpochEnd = (step: number, { stepsPerEpoch }: Pick<Schedule, 'stepsPerEpoch'>): boolean =>
  isDue(step, 0, stepsPerEpoch);

/** Steps until something is written, or the run ends: from 1 up. */
export function stepsUntilDue(
  step: number,
  { totalSteps, samplesEvery, checkpointEvery, evaluationShare, stepsPerEpoch }: Schedule,
): number {
  const until = (every: number): number => (every || stepsPerEpoch) - (step % (every || stepsPerEpoch));
  const untilEvaluated = evaluationShare > 0 ? until(0) : Infinity;
  return Math.max(1, Math.min(totalSteps - step, until(samplesEvery), until(checkpointEvery), untilEvaluated));
}

/** File of the sample grid drawn after a step: by epoch where samples follow epochs, else by step. */
export function sampleFileAt(step: number, { samplesEvery, stepsPerEpoch }: Schedule): string {
  const followsEpochs = step === 0 || (samplesEvery === 0 && step % stepsPerEpoch === 0);
  return sampleFile(followsEpochs ? { epoch: step / stepsPerEpoch } : { step });
}
