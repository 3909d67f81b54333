import { assertNever } from '@shared/assert-never.ts';
import type { RunStatus } from '@shared/run.ts';

const DAY_MS = 86_400_000;

/** "14:27", or "Tue 14:27" when it is not the same day as `now`. */
export function clock(at: Date, now: Date): string {
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (at.toDateString() === now.toDateString()) return time;
  const near = Math.abs(at.getTime() - now.getTime()) < 6 * DAY_MS;
  return `${at.toLocaleDateString('en-GB', near ? { weekday: 'short' } : { day: 'numeric', month: 'short' })} ${time}`;
}

/** "9.1 ms", "640 ms", "2.3 s". */
export function stepTime(seconds: number): string {
  const milliseconds = seconds * 1000;
  if (milliseconds < 9.95) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  return `${seconds.toFixed(1)} s`;
}

/** What stands beside the icon of a state. @param starting an engine has the run that still waits by its status */
export function stateWord(
  { state, code, evaluating = 0 }: Pick<RunStatus, 'state' | 'code' | 'evaluating'>,
  starting: boolean,
): string {
  switch (state) {
    case 'waiting':
      return starting ? 'Starting' : 'Waiting in the queue';
    case 'training':
      return evaluating > 0 ? `Evaluating: ${evaluating} left` : 'Training';
    case 'paused':
      return code === 'no-space' ? 'Paused, disk full' : 'Paused';
    case 'stopped':
      return 'Stopped';
    case 'finished':
      return 'Finished';
    case 'failed':
      return 'Failed';
    case 'diverged':
      return 'Diverged';
    case 'interrupted':
      return 'Interrupted';
    default:
      return assertNever(state);
  }
}
