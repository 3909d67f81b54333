import { describe, expect, it } from 'vitest';
import { leftOver, readDismissed, stopOf, writeDismissed } from '../../../renderer/src/shell/left-over.ts';
import { RUNS } from '../fixtures/library.ts';

const interrupted = RUNS.find(({ status }) => status.state === 'interrupted')!;
const parked = RUNS.filter(({ status }) => status.state === 'waiting').map((run, index) => ({
  ...run,
  line: { place: 1 - index, held: false },
}));

describe('what the last time left over', () => {
  it('are the interrupted runs, oldest first, then those that waited, by their turn', () => {
    const older = { ...interrupted, id: 'older', createdAt: '2020-01-01T00:00:00Z' };
    const others = RUNS.filter((run) => run.status.state !== 'waiting');
    expect(leftOver([...others, ...parked, older], new Set()).map(({ id }) => id)).toEqual([
      'older',
      'interrupted',
      'boots-only',
      'closet-two-steps',
    ]);
  });

  it('are none of those in the queue now', () => {
    expect(leftOver(RUNS, new Set())).toEqual([interrupted]);
  });

  it('are not told again once dismissed, until the run stops anew', () => {
    const memory = new Map<string, string>();
    const storage = {
      getItem: (key: string) => memory.get(key) ?? null,
      setItem: (key: string, value: string) => void memory.set(key, value),
    };
    writeDismissed(storage, new Set([stopOf(interrupted)]));
    const dismissed = readDismissed(storage);
    expect(leftOver(RUNS, dismissed)).toEqual([]);
    const again = { ...interrupted, status: { ...interrupted.status, updatedAt: '2030-01-01T00:00:00Z' } };
    expect(leftOver([again], dismissed)).toEqual([again]);
    for (const key of memory.keys()) memory.set(key, '{');
    expect(readDismissed(storage)).toEqual(new Set());
  });
});
