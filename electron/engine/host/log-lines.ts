import type { ChosenStep } from '../training/step/choose-step.ts';

/** What a run's log says when training begins: where, how, and why not the faster way. */
export function describeStart(
  step: number,
  device: string,
  { execution, refusal }: Pick<ChosenStep, 'execution' | 'refusal'>,
): string[] {
  const begins = step === 0 ? 'Starts' : `Goes on from step ${step}`;
  const how = execution === 'graph' ? 'is one compiled graph' : 'runs op by op';
  const first = `${begins} on ${device}; each step ${how}.`;
  return refusal === null ? [first] : [first, `The step could not be compiled: ${refusal}`];
}

/** What it says when training ends. @param elapsed seconds of training, pauses left out */
export function describeEnd(state: 'finished' | 'stopped', step: number, elapsed: number): string {
  const ended = state === 'finished' ? 'Finished' : 'Stopped';
  return `${ended} at step ${step}, after ${Math.round(elapsed)} s of training.`;
}
