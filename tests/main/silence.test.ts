import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Silence } from '../../electron/main/engine/silence.ts';

describe('an engine that owes an answer', () => {
  const onChange = vi.fn<(run: string) => void>();
  let silence: Silence;
  beforeEach(() => {
    vi.useFakeTimers();
    onChange.mockClear();
    silence = new Silence({ onChange, patience: 8 });
  });
  afterEach(() => void vi.useRealTimers());

  it('is silent after a while, once, and for this run alone', () => {
    silence.expect('a');
    silence.expect('b');
    silence.over('b');
    vi.advanceTimersByTime(7999);
    expect(silence.isSilent('a')).toBe(false);
    vi.advanceTimersByTime(60_000);
    expect([silence.isSilent('a'), silence.isSilent('b')]).toEqual([true, false]);
    expect(onChange.mock.calls).toEqual([['a']]);
  });

  it('is not hurried by being asked again, and is heard again when it speaks', () => {
    silence.expect('a');
    vi.advanceTimersByTime(6000);
    silence.expect('a');
    vi.advanceTimersByTime(3000);
    expect(silence.isSilent('a')).toBe(true);
    silence.heard('a');
    expect(silence.isSilent('a')).toBe(false);
    vi.advanceTimersByTime(9000);
    expect(silence.isSilent('a')).toBe(true);
    silence.over('a');
    expect(silence.isSilent('a')).toBe(false);
    expect(onChange).toHaveBeenCalledTimes(4);
  });

  it('owes nothing unasked', () => {
    silence.heard('a');
    vi.advanceTimersByTime(60_000);
    expect(silence.isSilent('a')).toBe(false);
    expect(onChange).not.toHaveBeenCalled();
  });
});
