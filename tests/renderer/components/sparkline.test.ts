import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparkPath, spanOf } from '../../../renderer/src/components/sparkline.ts';

const WIDTH = 44;
const HEIGHT = 20;
const points = (path: string): [number, number][] =>
  [...path.matchAll(/[ML]([-\d.]+),([-\d.]+)/g)].map((match) => [Number(match[1]), Number(match[2])]);

describe('the sparkline', () => {
  it('stays inside its box and goes from left to right', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
          minLength: 2,
          maxLength: 60,
        }),
        (values) => {
          const drawn = points(sparkPath(values, spanOf(values), WIDTH, HEIGHT));
          expect(drawn).toHaveLength(values.length);
          for (const [x, y] of drawn) {
            expect(x).toBeGreaterThanOrEqual(0);
            expect(x).toBeLessThanOrEqual(WIDTH);
            expect(y).toBeGreaterThanOrEqual(0);
            expect(y).toBeLessThanOrEqual(HEIGHT);
          }
          expect(drawn.map(([x]) => x)).toEqual([...drawn.map(([x]) => x)].sort((a, b) => a - b));
        },
      ),
    );
  });

  it('breaks where a loss is no number', () => {
    const values = [1, 2, Number.NaN, 3, Number.POSITIVE_INFINITY];
    expect(sparkPath(values, spanOf(values), WIDTH, HEIGHT).match(/M/g)).toHaveLength(2);
    expect(spanOf(values)).toEqual({ low: 1, high: 3 });
  });

  it('draws a flat line in the middle and nothing from nothing', () => {
    expect(points(sparkPath([1, 1], spanOf([1, 1]), WIDTH, HEIGHT)).map(([, y]) => y)).toEqual([10, 10]);
    expect(sparkPath([], spanOf([]), WIDTH, HEIGHT)).toBe('');
  });
});
