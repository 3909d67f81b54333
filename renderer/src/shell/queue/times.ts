import type { QueueTimes } from '@shared/queue.ts';
import { clock } from '../../lib/words.ts';

const HOUR_MS = 3_600_000;
/** More than a week of hours is a slip of the finger. */
const MOST_HOURS = 168;

/** The next time a clock shows this, today or tomorrow. @param text "07:30" @returns null where it is no time of day */
export function nextAt(text: string, now: Date): Date | null {
  const match = /^\s*([01]?\d|2[0-3]):([0-5]\d)\s*$/.exec(text);
  if (!match) return null;
  const at = new Date(now);
  at.setHours(Number(match[1]), Number(match[2]), 0, 0);
  if (at <= now) at.setDate(at.getDate() + 1);
  return at;
}

/** So many hours from now. @param text "8" or "1.5" @returns null where it is no such number */
export function afterTime(text: string, now: Date): Date | null {
  const hours = /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : 0;
  return hours > 0 && hours <= MOST_HOURS ? new Date(now.getTime() + hours * HOUR_MS) : null;
}

/** "07:30" as an input takes it. */
export const timeOf = (at: Date): string =>
  `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;

/** What the queue does, in a few words. */
export function queueWords({ hold, stopAt }: QueueTimes, now: Date): string {
  if (hold?.until) return `On hold until ${clock(new Date(hold.until), now)}`;
  if (hold) return hold.by === 'time' ? `On hold since ${clock(new Date(hold.since), now)}` : 'On hold';
  return stopAt === null ? 'Runs until all have ended' : `Stops at ${clock(new Date(stopAt), now)}`;
}
