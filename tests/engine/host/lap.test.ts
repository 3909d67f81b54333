import { describe, expect, test, vi } from 'vitest';
import { timeLap, type Stretch } from '../../../electron/engine/host/bench/lap.ts';

/** A clock that only steps move: one in so many takes longer. */
function steps(plain: number, every: number, seldom: number) {
  let [now, made] = [0, 0];
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const stretch: Stretch = (most, milliseconds) => {
    const [first, started] = [made, now];
    do now += made++ % every === 0 ? seldom : plain;
    while (made - first < most && now - started < milliseconds);
    return Promise.resolve(made - first);
  };
  return { stretch, made: () => made };
}

describe('milliseconds a step', () => {
  test('of steps that are alike are the median of stretches', async () => {
    const { stretch } = steps(200, 1, 200);
    expect(await timeLap(stretch, { steps: 0, seconds: 2 }, { steps: 1, milliseconds: Infinity })).toBe(200);
  });

  test('count what seldom runs as often as it does', async () => {
    const { stretch, made } = steps(200, 16, 1000);
    const round = { steps: 0, seconds: 2 };
    expect(await timeLap(stretch, round, { steps: 16, milliseconds: Infinity })).toBe(250);
    expect(made()).toBe(16);
  });

  test('of a cycle that takes too long are those of its beginning', async () => {
    const { stretch, made } = steps(200, 16, 1000);
    const round = { steps: 0, seconds: 1 };
    expect(await timeLap(stretch, round, { steps: 16, milliseconds: 2000 })).toBe(2000 / 6);
    expect(made()).toBe(6);
  });

  test('are of as many steps as were asked for', async () => {
    const { stretch, made } = steps(200, 16, 1000);
    await timeLap(stretch, { steps: 20, seconds: 1 }, { steps: 16, milliseconds: Infinity });
    expect(made()).toBe(20);
  });
});
