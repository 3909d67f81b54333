import { describe, expect, it } from 'vitest';
import { countMemoryEnds, wentOutOfMemory } from '../../electron/main/engine/memory-end.ts';

describe('an engine that went', () => {
  it('is told apart: by the system for want of memory, or by somebody', () => {
    expect(wentOutOfMemory({ kind: 'terminated', signal: 'SIGKILL' }, 1)).toBe(true);
    expect(wentOutOfMemory({ kind: 'terminated', signal: 'SIGKILL' }, 0)).toBe(false);
    expect(wentOutOfMemory({ kind: 'terminated', signal: 'SIGABRT' }, 0)).toBe(true);
    expect(wentOutOfMemory({ kind: 'terminated', signal: 'SIGSEGV' }, 1)).toBe(false);
    expect(wentOutOfMemory({ kind: 'crashed', code: 1 }, 1)).toBe(false);
    expect(wentOutOfMemory({ kind: 'killed' }, 1)).toBe(false);
  });

  it.skipIf(process.platform !== 'linux')('the system counts how often it did so', () => {
    expect(countMemoryEnds()).toBeGreaterThanOrEqual(0);
    expect(Number.isInteger(countMemoryEnds())).toBe(true);
  });
});
