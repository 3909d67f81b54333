import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Throttle } from '../../electron/main/throttle.ts';

describe('Throttle', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('works at once when asked first, then at most once per interval, and never loses the last request', async () => {
    const work = vi.fn();
    const throttle = new Throttle(250, work, () => undefined);
    throttle.ask();
    await vi.advanceTimersByTimeAsync(0);
    expect(work).toHaveBeenCalledTimes(1);
    for (let at = 0; at < 1000; at += 10) {
      throttle.ask();
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(250);
    expect(work).toHaveBeenCalledTimes(5);
    await vi.advanceTimersByTimeAsync(5000);
    expect(work).toHaveBeenCalledTimes(5);
  });

  it('never works twice at once, and works again for what came meanwhile', async () => {
    let busy = 0;
    const work = vi.fn(async () => {
      busy += 1;
      expect(busy).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      busy -= 1;
    });
    const throttle = new Throttle(250, work, () => undefined);
    for (let round = 0; round < 8; round += 1) {
      throttle.ask();
      await vi.advanceTimersByTimeAsync(100);
    }
    await vi.advanceTimersByTimeAsync(10_000);
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('tells a failure and goes on', async () => {
    const onError = vi.fn();
    const throttle = new Throttle(250, () => Promise.reject(new Error('no')), onError);
    throttle.ask();
    await vi.advanceTimersByTimeAsync(300);
    throttle.ask();
    await vi.advanceTimersByTimeAsync(300);
    expect(onError).toHaveBeenCalledTimes(2);
  });

  it('does nothing once stopped', async () => {
    const work = vi.fn();
    const throttle = new Throttle(250, work, () => undefined);
    throttle.ask();
    throttle.stop();
    throttle.ask();
    await vi.advanceTimersByTimeAsync(1000);
    expect(work).not.toHaveBeenCalled();
  });
});
