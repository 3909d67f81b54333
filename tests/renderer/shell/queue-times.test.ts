import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FREE_QUEUE } from '@shared/queue.ts';
import { afterTime, nextAt, queueWords, timeOf } from '../../../renderer/src/shell/queue/times.ts';

const NOW = new Date(2025, 5, 20, 14, 30, 12);

describe('times of the queue', () => {
  it('a time of day is the next that comes', () => {
    expect(nextAt('15:00', NOW)).toEqual(new Date(2025, 5, 20, 15, 0));
    expect(nextAt('07:30', NOW)).toEqual(new Date(2025, 5, 21, 7, 30));
    expect(nextAt('14:30', NOW)).toEqual(new Date(2025, 5, 21, 14, 30));
    for (const wrong of ['', '24:00', '7', '12:60', '-1:00', '7.30']) expect(nextAt(wrong, NOW), wrong).toBeNull();
  });

  it('is always ahead, within a day, and read back as it was given', () => {
    fc.assert(
      fc.property(
        fc.nat(23),
        fc.nat(59),
        fc.date({ min: new Date(2024, 0, 1), max: new Date(2030, 0, 1), noInvalidDate: true }),
        (hour, minute, now) => {
          const text = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
          const at = nextAt(text, now);
          expect(at!.getTime()).toBeGreaterThan(now.getTime());
          // A day has 25 hours where clocks are set back.
          expect(at!.getTime() - now.getTime()).toBeLessThanOrEqual(25 * 3_600_000);
        },
      ),
    );
    expect(timeOf(nextAt('07:05', NOW)!)).toBe('07:05');
  });

  it('hours may have a point, and an end', () => {
    expect(afterTime('1.5', NOW)).toEqual(new Date(2025, 5, 20, 16, 0, 12));
    for (const wrong of ['', '0', '-2', '1,5', '200', 'eight']) expect(afterTime(wrong, NOW), wrong).toBeNull();
  });

  it('says what the queue does', () => {
    const hold = { since: NOW.toISOString(), until: null, by: 'user' as const };
    expect(queueWords(FREE_QUEUE, NOW)).toBe('Runs until all have ended');
    expect(queueWords({ hold: null, stopAt: nextAt('07:30', NOW)!.toISOString() }, NOW)).toBe('Stops at Sat 07:30');
    expect(queueWords({ ...FREE_QUEUE, hold }, NOW)).toBe('On hold');
    expect(queueWords({ ...FREE_QUEUE, hold: { ...hold, by: 'time' } }, NOW)).toBe('On hold since 14:30');
    expect(queueWords({ ...FREE_QUEUE, hold: { ...hold, until: nextAt('22:00', NOW)!.toISOString() } }, NOW)).toBe(
      'On hold until 22:00',
    );
  });
});
