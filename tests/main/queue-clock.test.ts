import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FREE_QUEUE, type QueueTimes } from '@shared/queue.ts';
import { QueueClock } from '../../electron/main/engine/queue-clock.ts';

const START = new Date('2025-06-20T20:00:00.000Z');
const MINUTE = 60_000;
const inMinutes = (minutes: number): string => new Date(START.getTime() + minutes * MINUTE).toISOString();

function clockWith() {
  const said: string[] = [];
  const kept: QueueTimes[] = [];
  const clock = new QueueClock({
    onHold: (held) => said.push(held ? 'held' : 'free'),
    onStop: (at) => said.push(`stop ${at.toISOString()}`),
    onChange: (times) => kept.push(times),
  });
  return { clock, said, kept };
}

describe('QueueClock', () => {
  beforeEach(() => void vi.useFakeTimers({ now: START }));
  afterEach(() => void vi.useRealTimers());

  it('stops at the time, once, and holds the queue until somebody starts it', async () => {
    const { clock, said, kept } = clockWith();
    clock.stopAt(inMinutes(690));
    await vi.advanceTimersByTimeAsync(689 * MINUTE);
    expect(said).toEqual([]);
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    expect(said).toEqual(['held', `stop ${inMinutes(690)}`]);
    expect(clock.current).toEqual({ hold: { since: inMinutes(690), until: null, by: 'time' }, stopAt: null });
    expect(kept.at(-1)).toEqual(clock.current);
    await vi.advanceTimersByTimeAsync(1000 * MINUTE);
    expect(said).toHaveLength(2);
    clock.release();
    expect(said.at(-1)).toBe('free');
    expect(clock.current).toEqual(FREE_QUEUE);
  });

  it('begins at a time and stops at a later one', async () => {
    const { clock, said } = clockWith();
    clock.hold(inMinutes(120));
    clock.stopAt(inMinutes(240));
    await vi.advanceTimersByTimeAsync(121 * MINUTE);
    expect(said).toEqual(['held', 'free']);
    await vi.advanceTimersByTimeAsync(120 * MINUTE);
    expect(said.slice(2)).toEqual(['held', `stop ${inMinutes(240)}`]);
  });

  it('notices soon that the machine slept or its clock was set', async () => {
    const { clock, said } = clockWith();
    clock.stopAt(inMinutes(600));
    vi.setSystemTime(new Date(inMinutes(700)));
    await vi.advanceTimersByTimeAsync(MINUTE / 2);
    expect(said).toEqual(['held', `stop ${inMinutes(600)}`]);
  });

  it('takes a time back', async () => {
    const { clock, said } = clockWith();
    clock.stopAt(inMinutes(10));
    clock.stopAt(null);
    await vi.advanceTimersByTimeAsync(20 * MINUTE);
    expect(said).toEqual([]);
  });

  it('goes on after a restart: a hold stays, a start that was due is made up, a stop that passed is void', async () => {
    const hold = { since: inMinutes(-60), until: null, by: 'time' as const };
    const stays = clockWith();
    stays.clock.restore({ hold, stopAt: inMinutes(-5) });
    expect(stays.clock.current).toEqual({ hold, stopAt: null });
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(stays.said).toEqual(['held']);
    const due = clockWith();
    due.clock.restore({ hold: { ...hold, by: 'user', until: inMinutes(-1) }, stopAt: inMinutes(5) });
    expect(due.said).toEqual(['held', 'free']);
    await vi.advanceTimersByTimeAsync(6 * MINUTE);
    expect(due.said.at(-1)).toBe(`stop ${inMinutes(5)}`);
  });

  it('refuses a time that is past, or far off', () => {
    const { clock, kept } = clockWith();
    expect(() => clock.stopAt(inMinutes(-1))).toThrow(/passed/);
    expect(() => clock.hold(inMinutes(-1))).toThrow(/passed/);
    expect(() => clock.stopAt(inMinutes(60 * 24 * 30))).toThrow(/week/);
    expect(kept).toEqual([]);
  });
});
