import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawDirections, slicesOf, slicedWasserstein } from '../../../electron/engine/metric/sliced-wasserstein.ts';

const SIZE = 12;
const directions = drawDirections({ seed: 3, purpose: 'distanceDirections', step: 0 }, 32, SIZE);
const between = (one: Uint8Array, other: Uint8Array): number =>
  slicedWasserstein(slicesOf(one, directions), slicesOf(other, directions));

interface Golden {
  size: number;
  one: number[];
  other: number[];
  directions: number[];
  distance: number;
}

describe('the sliced Wasserstein distance', () => {
  it("is the mean of SciPy's along the same directions", () => {
    const path = join(import.meta.dirname, '../../golden/sliced-wasserstein.json');
    const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden;
    const along = {
      values: Float32Array.from(golden.directions),
      count: golden.directions.length / golden.size,
      size: golden.size,
    };
    const [one, other] = [golden.one, golden.other].map((pixels) => slicesOf(Uint8Array.from(pixels), along));
    expect(slicedWasserstein(one!, other!)).toBeCloseTo(golden.distance, 9);
  });

  it('is how far apart sorted numbers are, where images are one pixel', () => {
    const line = drawDirections({ seed: 1, purpose: 'distanceDirections', step: 0 }, 1, 1);
    expect(Math.abs(line.values[0]!)).toBe(1);
    const sorted = (pixels: number[]) => slicesOf(Uint8Array.from(pixels), line);
    // 1, 4, 9 beside 2, 4, 12: moved by 1, 0 and 3.
    expect(slicedWasserstein(sorted([9, 1, 4]), sorted([4, 12, 2]))).toBeCloseTo(4 / 3, 12);
  });

  it('is zero for equal sets in any order, the same both ways, and grows with a shift', () => {
    const image = fc.uint8Array({ minLength: SIZE, maxLength: SIZE, max: 200 });
    fc.assert(
      fc.property(fc.array(image, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 27 }), (images, by) => {
        const flat = (list: readonly Uint8Array[]): Uint8Array => Uint8Array.from(list.flatMap((one) => [...one]));
        const shifted = (step: number): Uint8Array => flat(images).map((value) => value + step);
        expect(between(flat(images), flat([...images].reverse()))).toBe(0);
        const [near, far] = [between(flat(images), shifted(by)), between(flat(images), shifted(2 * by))];
        expect(near).toBeGreaterThan(0);
        expect(far).toBeCloseTo(2 * near, 6);
        expect(between(shifted(by), flat(images))).toBe(near);
      }),
    );
  });

  it('weighs sets of different sizes alike', () => {
    const line = { values: Float32Array.of(1), count: 1, size: 1 };
    const sorted = (pixels: number[]) => slicesOf(Uint8Array.from(pixels), line);
    // 0, 6 as 0, 0, 0, 6, 6, 6 beside 1, 4, 10 as 1, 1, 4, 4, 10, 10: moved by 1, 1, 4, 2, 4 and 4.
    expect(slicedWasserstein(sorted([0, 6]), sorted([1, 4, 10]))).toBeCloseTo(16 / 6, 12);
    expect(slicedWasserstein(sorted([3, 8, 9]), sorted([3, 3, 8, 8, 9, 9]))).toBe(0);
  });

  it('looks along directions of length 1 that point everywhere', () => {
    const many = drawDirections({ seed: 0, purpose: 'distanceDirections', step: 0 }, 400, SIZE);
    const sums = new Float64Array(SIZE);
    for (let direction = 0; direction < many.count; direction++) {
      const vector = many.values.subarray(direction * SIZE, (direction + 1) * SIZE);
      expect(vector.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
      for (const [at, value] of vector.entries()) sums[at] = (sums[at] ?? 0) + value;
    }
    // 400 values of variance 1/12 sum to within 5 standard deviations of 0.
    for (const sum of sums) expect(Math.abs(sum)).toBeLessThan(5 * Math.sqrt(400 / SIZE));
  });
});
