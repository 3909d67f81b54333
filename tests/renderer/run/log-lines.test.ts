import { describe, expect, it } from 'vitest';
import { logLines, logText, logTime, searchLog } from '../../../renderer/src/run/tabs/log-lines.ts';

const LOG =
  '2025-06-20T12:00:05Z Starts on CPU; each step is one compiled graph.\nno time\n2025-06-20T23:30:00.123Z Finished\n';

describe('the log of a run', () => {
  const lines = logLines(LOG);

  it('is told by the clock of this machine', () => {
    expect(lines.map(({ at, text }) => [at?.getTime() ?? null, text])).toEqual([
      [Date.UTC(2025, 5, 20, 12, 0, 5), 'Starts on CPU; each step is one compiled graph.'],
      [null, 'no time'],
      [Date.UTC(2025, 5, 20, 23, 30, 0, 123), 'Finished'],
    ]);
    const local = new Date(2025, 5, 20, 9, 7, 3);
    expect(logTime(local)).toBe('20 Jun 2025, 09:07:03');
    expect(logLines('')).toEqual([]);
  });

  it('is searched by every word, and copied as it is shown', () => {
    expect(searchLog(lines, 'GRAPH  starts').map(({ text }) => text)).toEqual([lines[0]!.text]);
    expect(searchLog(lines, '')).toHaveLength(3);
    expect(searchLog(lines, 'nowhere')).toEqual([]);
    expect(logText(lines)).toBe(
      `${logTime(lines[0]!.at!)}  ${lines[0]!.text}\nno time\n${logTime(lines[2]!.at!)}  Finished\n`,
    );
  });
});
