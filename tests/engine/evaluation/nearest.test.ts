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
/** As small pictures, all far from every picture and from each other. */
const farRows = (points: readonly number[][]) => rowsOf(points.map((_, at) => [1000 * at + 500, 0, 0]));
const byFeatures = (points: readonly number[][]) => ({ features: rowsOf(points), small: farRows(points) });
const picture = (features: readonly number[], small: readonly number[] = [-1e6, 0, 0]) => ({
  features: rowsOf([[...features]]),
  small: rowsOf([[...small]]),
});
const apart = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((value, at) => value - b[at]!));
/** From (-5, -3, -2) the first and the third lie √77 ÷ √21 and √110 ÷ √30 away: 11 ÷ 3, both squared. */
const EQUAL_WAYS = [
  [-3, 5, 1],
  [6, 1, -3],
  [5, -4, -5],
  [-1, 9, 0],
  [0, 0, 0],
];

test('the nearest training images are those of a look at each, and told by the space around them', () => {
  fc.assert(
    fc.property(fc.uniqueArray(point, { minLength: 2, maxLength: 20, selector: String }), point, (points, asked) => {
      const near = nearestTrained(picture(asked), trainedOf(byFeatures(points))!, 5);
      expect(near).toHaveLength(Math.min(5, points.length));
      const ways = near.map(({ distance, spacing }) => distance / spacing);
      // Equal ways, of other distances, are rounded to either side.
      for (const [at, way] of ways.slice(1).entries()) expect(way).toBeGreaterThanOrEqual(ways[at]! - 1e-9);
      const nearest = Math.min(...points.map((other) => apart(asked, other)));
      const [first] = near;
      const at = points.findIndex((other) => apart(asked, other) === nearest);
      const space = (own: readonly number[]): number =>
        Math.min(...points.filter((other) => other !== own).map((other) => apart(own, other)));
      expect(first!.distance / first!.spacing).toBeLessThanOrEqual(nearest / space(points[at]!) + 1e-9);
      for (const { row, look, distance, spacing, kinship } of near) {
        const own = points[row]!;
        const [exact, around] = [apart(asked, own), space(own)];
        expect(look).toBe('features');
        expect(distance).toBeCloseTo(exact, 9);
        expect(spacing).toBeCloseTo(around, 9);
        if (exact === 0) expect(kinship).toBe('same');
        else if (Math.abs(exact - around / 2) > 1e-9) expect(kinship).toBe(exact < around / 2 ? 'copy' : 'apart');
      }
    }),
    { examples: [[EQUAL_WAYS, [-5, -3, -2]]] },
  );
});

test('pictures that the data holds twice are one: no space is taken between them', () => {
  const points = [
    [0, 0, 0],
    [0, 0, 0],
    [4, 0, 0],
  ];
  expect(nearestTrained(picture([1, 0, 0]), trainedOf(byFeatures(points))!, 3)).toEqual([
    { row: 0, look: 'features', distance: 1, spacing: 4, kinship: 'copy' },
    { row: 1, look: 'features', distance: 1, spacing: 4, kinship: 'copy' },
    { row: 2, look: 'features', distance: 3, spacing: 4, kinship: 'apart' },
  ]);
});

test('what a picture is a copy of by sight alone comes first, however far its features are', () => {
  const points = [
    [0, 0, 0],
    [1, 0, 0],
    [9, 9, 9],
  ];
  const near = nearestTrained(picture([0.6, 0, 0], [2600, 0, 0]), trainedOf(byFeatures(points))!, 2);
  expect(near.map(({ row, kinship }) => [row, kinship])).toEqual([
    [2, 'copy'],
    [1, 'copy'],
  ]);
});

test('of a single picture, however often the data holds it, nothing is a copy', () => {
  const near = nearestTrained(
    picture([5, 0, 0]),
    trainedOf({
      features: rowsOf([
        [1, 1, 1],
        [1, 1, 1],
      ]),
      small: rowsOf([
        [1, 1, 1],
        [1, 1, 1],
      ]),
    })!,
    2,
  );
  expect(near.map(({ kinship }) => kinship)).toEqual(['apart', 'apart']);
});
