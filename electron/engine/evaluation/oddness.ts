import { innerProducts } from '../metric/inner-products.ts';
import { squaredLengths, type Rows } from './rows.ts';

/** Nearest others that a picture's oddness is the mean distance to. */
const ODD_NEIGHBOURS = 5;

/** Puts a number into an ascending list of the least ones, where it is one of them. */
function keepLeast(least: Float64Array, value: number): void {
  let place = least.length - 1;
  if (value >= (least[place] as number)) return;
  for (; place > 0 && (least[place - 1] as number) > value; place -= 1) least[place] = least[place - 1] as number;
  least[place] = value;
}

/**
 * How odd each row of a stretch is among all rows: the mean of the distances to its nearest others, the weight of Angiulli &
 * Pizzuti 2002, "Fast outlier detection in high dimensional spaces", divided by their number. All rows are looked at for each:
 * n² distances for all of them, in memory of one row of n.
 * @param neighbours so many others, or all where there are fewer
 * @returns of each row of the stretch; 0 where there is no other
 */
export function oddnessOf(
  rows: Rows,
  { from, to }: { from: number; to: number },
  neighbours: number = ODD_NEIGHBOURS,
): Float64Array {
  const { values, size, count } = rows;
  const lengths = squaredLengths(rows);
  const near = Math.min(neighbours, count - 1);
  const odd = new Float64Array(to - from);
  if (near < 1) return odd;
  const least = new Float64Array(near);
  for (let row = from; row < to; row += 1) {
    least.fill(Infinity);
    const products = innerProducts(values.subarray(row * size, (row + 1) * size), values);
    const own = lengths[row] as number;
    for (let other = 0; other < count; other += 1)
      if (other !== row) keepLeast(least, own + (lengths[other] as number) - 2 * (products[other] as number));
    odd[row - from] = least.reduce((sum, square) => sum + Math.sqrt(Math.max(0, square)), 0) / near;
  }
  return odd;
}

/** Distances of one row from each of others. @param one of the same size */
export function distancesFrom(one: Float64Array, others: Rows): Float64Array {
  const lengths = squaredLengths(others);
  const own = innerProducts(one, one)[0] as number;
  return innerProducts(one, others.values).map((product, row) =>
    Math.sqrt(Math.max(0, own + (lengths[row] as number) - 2 * product)),
  );
}
