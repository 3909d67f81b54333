/** A line of a run's log. */
export interface LogLine {
  /** When it was written, in the time of this machine; null for a line without a time. */
  at: Date | null;
  text: string;
}

/** "2025-06-20T12:00:05Z Epoch 1 of 100": as the store writes it, in UTC. */
const TIMED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)\s+(.*)$/u;

export function logLines(log: string): LogLine[] {
  const lines = log.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => {
    const [, time = '', text = ''] = TIMED.exec(line) ?? [];
    const at = new Date(time);
    return Number.isNaN(at.getTime()) ? { at: null, text: line } : { at, text };
  });
}

/** "20 Jun 2025, 14:00:05", by the clock and the time zone of this machine. */
export const logTime = (at: Date): string =>
  at.toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });

/** Lines that hold every word of a search, in their text or time. */
export function searchLog(lines: readonly LogLine[], search: string): LogLine[] {
  const words = search.toLowerCase().split(/\s+/u).filter(Boolean);
  return lines.filter(({ at, text }) => {
    const whole = `${at === null ? '' : logTime(at)} ${text}`.toLowerCase();
    return words.every((word) => whole.includes(word));
  });
}

/** The lines as text, times as they are shown. */
export const logText = (lines: readonly LogLine[]): string =>
  lines.map(({ at, text }) => `${at === null ? '' : `${logTime(at)}  `}${text}\n`).join('');
