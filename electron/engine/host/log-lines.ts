import type { Execution } from '@shared/run.ts';
import type { ChosenStep, StepTimes } from '../training/step/choose-step.ts';

/** What a run's log says when training begins: where, how, and why not the faster way. */
export function describeStart(
  step: number,
  device: string,
  { execution, refusal, times }: Pick<ChosenStep, 'execution' | 'refusal' | 'times'>,
): string[] {
  const begins = step === 0 ? 'Starts' : `Goes on from step ${step}`;
  const first = `${begins} on ${device}; each step ${HOW[execution]}${describeGain(execution, times)}.`;
  return refusal === null ? [first] : [first, `The step could not be compiled: ${refusal}`];
}

const HOW: Record<Execution, string> = {
  graph: 'is one compiled graph',
  xla: 'is one graph compiled with XLA',
  eager: 'runs eagerly',
};

/** ", 24 ms where eager took 41": what was measured on this machine. */
function describeGain(execution: Execution, times: StepTimes): string {
  const own = times[execution];
  if (own === undefined) return '';
  const digits = (ms: number): string => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0));
  const other = execution === 'eager' ? undefined : times.eager;
  return other === undefined
    ? `, ${digits(own)} ms when it was tried`
    : `, ${digits(own)} ms where eager took ${digits(other)} when both were tried`;
}

/** What it says when training ends. @param elapsed seconds of training, pauses left out */
export function describeEnd(state: 'finished' | 'stopped', step: number, elapsed: number): string {
  const ended = state === 'finished' ? 'Finished' : 'Stopped';
  return `${ended} at step ${step}, after ${Math.round(elapsed)} s of training.`;
}
