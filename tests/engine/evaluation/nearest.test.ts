import fc from 'fast-check';
import { expect, test } from 'vitest';
import { trainedOf } from '../../../electron/engine/evaluation/copies.ts';
import { nearestTrained } from '../../../electron/engine/evaluation/nearest.ts';

const SIZE = 3;
const point = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: SIZE, maxLength: SIZE });
const rowsOf = (points: readonly number[][]) => ({
  values: Float64Array.from(points.flat()),
  count: points.length,
  size: SIZE,
});
const apart = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((value, at) => value - b[at]!));

test('the nearest training images are those of a look at each, and told by the space around them', () => {
  fc.assert(
    fc.property(fc.uniqueArray(point, { minLength: 2, maxLength: 20, selector: String }), point, (points, picture) => {
      const trained = trainedOf(rowsOf(points))!;
      const near = nearestTrained(rowsOf([picture]), trained, 5);
      const distances = points.map((other) => apart(picture, other)).sort((a, b) => a - b);
      expect(near).toHaveLength(Math.min(5, points.length));
      for (const [at, { row, distance, spacing, kinship }] of near.entries()) {
        const own = points[row]!;
        expect(distance).toBeCloseTo(distances[at]!, 9);
        expect(distance).toBeCloseTo(apart(picture, own), 9);
        const around = Math.min(...points.filter((other) => other !== own).map((other) => apart(own, other)));
        expect(spacing).toBeCloseTo(around, 9);
        const exact = apart(picture, own);
        if (exact === 0) expect(kinship).toBe('same');
        else if (Math.abs(exact - around / 2) > 1e-9) expect(kinship).toBe(exact < around / 2 ? 'copy' : 'apart');
      }
    }),
  );
});

test('pictures that the data holds twice are one: no space is taken between them', () => {
  const trained = trainedOf(
    rowsOf([
      [0, 0, 0],
      [0, 0, 0],
      [4, 0, 0],
    ]),
  )!;
  expect(nearestTrained(rowsOf([[1, 0, 0]]), trained, 3)).toEqual([
    { row: 0, distance: 1, spacing: 4, kinship: 'copy' },
    { row: 1, distance: 1, spacing: 4, kinship: 'copy' },
    { row: 2, distance: 3, spacing: 4, kinship: 'apart' },
  ]);
});
