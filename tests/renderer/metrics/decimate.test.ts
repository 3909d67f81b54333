import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandOf, decimate, type Point } from '../../../renderer/src/metrics/decimate.ts';

const series = fc
  .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 600 })
  .map((values) => ({ x: Float64Array.from(values, (_, index) => index + 1), y: Float64Array.from(values) }));
const spanOf = (x: Float64Array): { from: number; to: number } => ({ from: 0, to: x.at(-1) ?? 1 });
const extremes = (values: Iterable<number>): [number, number] => {
  const finite = [...values].filter(Number.isFinite);
  return [Math.min(...finite), Math.max(...finite)];
};

describe('decimate', () => {
  it('keeps the extremes of every column and at most two points of each', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 50 }), ({ x, y }, columns) => {
        const points = decimate(x, y, spanOf(x), columns);
        const column = (at: number): number => Math.min(columns - 1, Math.floor((at / (x.at(-1) ?? 1)) * columns));
        expect(points.length).toBeLessThanOrEqual(Math.max(2 * columns, Math.min(y.length, 2 * columns)));
        for (let index = 0; index < columns; index++) {
          const all = [...y].filter((_, row) => column(x[row] ?? 0) === index);
          const kept = points.filter((point) => column(point.x) === index).map((point) => point.y);
          if (all.length > 0) expect(extremes(kept)).toEqual(extremes(all));
        }
      }),
    );
  });

  it('keeps points in order and invents none', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 50 }), ({ x, y }, columns) => {
        const points = decimate(x, y, spanOf(x), columns);
        const ascending = points.every((point, index) => index === 0 || point.x > (points[index - 1] as Point).x);
        expect(ascending).toBe(true);
        for (const point of points) expect(y[point.x - 1]).toBe(point.y);
      }),
    );
  });

  it('keeps one spike among 100,000 points', () => {
    const x = Float64Array.from({ length: 100_000 }, (_, index) => index);
    const y = new Float64Array(100_000).fill(1);
    y[54_321] = 99;
    const points = decimate(x, y, { from: 0, to: 99_999 }, 400);
    expect(points.length).toBeLessThanOrEqual(800);
    expect(points).toContainEqual({ x: 54_321, y: 99 });
  });

  it('breaks the line where a value is not a number', () => {
    const x = Float64Array.from({ length: 1000 }, (_, index) => index);
    const y = Float64Array.from({ length: 1000 }, (_, index) => (index === 500 ? Number.NaN : index));
    const points = decimate(x, y, { from: 0, to: 999 }, 50);
    expect(points.filter((point) => Number.isNaN(point.y))).toHaveLength(1);
    expect(points.find((point) => Number.isNaN(point.y))?.x).toBe(500);
  });

  it('leaves short series as they are', () => {
    expect(decimate(Float64Array.of(1, 2), Float64Array.of(5, 6), { from: 0, to: 2 }, 100)).toEqual([
      { x: 1, y: 5 },
      { x: 2, y: 6 },
    ]);
  });
});

describe('bandOf', () => {
  it('holds every value of its column', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 50 }), ({ x, y }, columns) => {
        const band = bandOf(x, y, y, spanOf(x), columns);
        expect(band.low.length).toBeLessThanOrEqual(columns);
        expect(extremes([...band.low, ...band.high].map((point) => point.y))).toEqual(extremes(y));
        band.low.forEach((point, index) => expect(point.y).toBeLessThanOrEqual(band.high[index]?.y ?? Number.NaN));
      }),
    );
  });

  it('leaves out what is not a number', () => {
    const lows = Float64Array.of(3, Number.NaN, 1);
    const highs = Float64Array.of(5, Number.NaN, 4);
    const band = bandOf(Float64Array.of(0, 1, 2), lows, highs, { from: 0, to: 2 }, 1);
    expect(band).toEqual({ low: [{ x: 0, y: 1 }], high: [{ x: 0, y: 5 }] });
  });
});
