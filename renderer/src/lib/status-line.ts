import { assertNever } from '@shared/assert-never.ts';
import type { RunSummary } from '@shared/run.ts';
import { count, plural } from './format.ts';

export interface StatusLine {
  icon: 'ring' | 'clock' | 'pause' | 'stop' | 'check' | 'cross' | 'alert' | 'interrupted';
  tone: 'plain' | 'bad';
  text: string;
  /** Completed share of the run, 0 to 1. */
  share: number;
}

/** Where a run stands, counted in what its recipe counts in: whole epochs, otherwise steps. */
export function position(run: Pick<RunSummary, 'status' | 'stepsPerEpoch' | 'totalSteps'>): {
  done: string;
  of: string;
  whole: string;
  /** As short as it can be said. */
  at: string;
} {
  const { stepsPerEpoch, totalSteps, status } = run;
  if (totalSteps % stepsPerEpoch !== 0)
    return {
      done: `step ${count(status.step)}`,
      of: count(totalSteps),
      whole: plural(status.step, 'step'),
      at: `step ${count(status.step)}`,
    };
  // The epoch it is in: the first one begins with the first step.
  const epochs = status.state === 'waiting' ? 0 : Math.max(1, Math.ceil(status.step / stepsPerEpoch));
  return {
    done: `epoch ${count(epochs)}`,
    of: count(totalSteps / stepsPerEpoch),
    whole: plural(epochs, 'epoch'),
    at: count(epochs),
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The line under a run's name: an icon and words, never a colour alone. */
export function statusLine(
  run: Pick<RunSummary, 'status' | 'stepsPerEpoch' | 'totalSteps' | 'starting'>,
  next = false,
): StatusLine {
  const { state, message, step } = run.status;
  const { done, of, whole, at } = position(run);
  const share = Math.min(1, step / run.totalSteps);
  switch (state) {
    case 'training':
      return { icon: 'ring', tone: 'plain', text: `${capital(done)} of ${of}`, share };
    case 'paused':
      return run.status.code === 'no-space'
        ? { icon: 'pause', tone: 'bad', text: 'Paused, disk full', share }
        : { icon: 'pause', tone: 'plain', text: `Paused at ${at}`, share };
    case 'waiting':
      if (run.starting) return { icon: 'ring', tone: 'plain', text: 'Starting', share };
      return { icon: 'clock', tone: 'plain', text: next ? 'Next' : 'Waiting', share };
    case 'stopped':
      return { icon: 'stop', tone: 'plain', text: `Stopped at ${at}`, share };
    case 'finished':
      return { icon: 'check', tone: 'plain', text: whole, share };
    case 'failed':
      return { icon: 'cross', tone: 'bad', text: message ?? `Failed at ${done}`, share };
    case 'diverged':
      return { icon: 'alert', tone: 'bad', text: `Diverged at ${at}`, share };
    case 'interrupted':
      return { icon: 'interrupted', tone: 'plain', text: `Interrupted at ${at}`, share };
    default:
      return assertNever(state);
  }
}
