/** Vectors of one length, one after another: the scaled features of pictures. */
export interface Rows {
  /** [count, size] */
  values: Float64Array;
  count: number;
  size: number;
}

/** Each row of one set beside each of another. */
export interface Pairs {
  /** Inner products, [one, other] */
  products: Float64Array;
  /** Squared length of each row of the one. */
  one: Float64Array;
  /** Of the other. */
  other: Float64Array;
  /** Numbers of a row. */
  size: number;
}

/** Inner product of two rows: the same to the last bit for the same numbers, whichever is the one. */
function inner(one: Float64Array, from: number, other: Float64Array, beside: number, size: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  let at = 0;
  for (; at + 3 < size; at += 4) {
    first += (one[from + at] as number) * (other[beside + at] as number);
    second += (one[from + at + 1] as number) * (other[beside + at + 1] as number);
    third += (one[from + at + 2] as number) * (other[beside + at + 2] as number);
    fourth += (one[from + at + 3] as number) * (other[beside + at + 3] as number);
  }
  for (; at < size; at++) first += (one[from + at] as number) * (other[beside + at] as number);
  return first + second + (third + fourth);
}

/** Squared length of each row. */
export const squaredLengths = ({ values, count, size }: Rows): Float64Array =>
  Float64Array.from({ length: count }, (_, row) => inner(values, row * size, values, row * size, size));

/** @param one @param other rows of the same size */
export function pairsOf(one: Rows, other: Rows): Pairs {
  const { size } = one;
  const products = new Float64Array(one.count * other.count);
  for (let row = 0; row < one.count; row++)
    for (let column = 0; column < other.count; column++)
      products[row * other.count + column] = inner(one.values, row * size, other.values, column * size, size);
  return { products, one: squaredLengths(one), other: squaredLengths(other), size };
}

/** Of two rows by their squared lengths and inner product: exactly 0 for equal ones. */
const squared = (one: number, other: number, product: number): number => Math.max(0, one + other - 2 * product);

/** Squared distance of a row of the one from a row of the other. */
export const squaredDistance = ({ products, one, other }: Pairs, row: number, column: number): number =>
  squared(one[row] as number, other[column] as number, products[row * other.length + column] as number);

/** Of each row, the nearest of other rows; Infinity where there is none. */
export interface Nearest {
  /** Squared distances. */
  distances: Float64Array;
  /** Which of the others. */
  numbers: Uint32Array;
}

/** @param lengths squared, of the others @param beyond only others further than this, squared, count */
export function nearestOf(rows: Rows, others: Rows, lengths: Float64Array, beyond: number): Nearest {
  const { size } = rows;
  const distances = new Float64Array(rows.count).fill(Infinity);
  const numbers = new Uint32Array(rows.count);
  for (const [row, length] of squaredLengths(rows).entries())
    for (let other = 0; other < others.count; other++) {
      const product = inner(rows.values, row * size, others.values, other * size, size);
      const distance = squared(length, lengths[other] as number, product);
      if (distance >= (distances[row] as number) || distance <= beyond) continue;
      distances[row] = distance;
      numbers[row] = other;
    }
  return { distances, numbers };
}

/** Rows of these numbers. */
export function rowsOf({ values, size }: Rows, numbers: Uint32Array): Rows {
  const chosen = new Float64Array(numbers.length * size);
  for (const [place, row] of numbers.entries()) chosen.set(values.subarray(row * size, (row + 1) * size), place * size);
  return { values: chosen, count: numbers.length, size };
}

/** Mean of each column of rows. @param values [n, size] */
export function columnMeans(values: Float32Array | Float64Array, size: number): Float64Array {
  const sums = new Float64Array(size);
  for (let from = 0; from < values.length; from += size)
    for (let at = 0; at < size; at++) sums[at] = (sums[at] as number) + (values[from + at] as number);
  return sums.map((sum) => (sum * size) / values.length);
}

/** Covariance of rows whose mean is 0, [size, size]. @param divisor of the sums of products */
export function covarianceOf({ values, count, size }: Rows, divisor: number): Float64Array {
  const covariance = new Float64Array(size * size);
  for (let row = 0; row < count; row++)
    for (let one = 0; one < size; one++) {
      const value = (values[row * size + one] as number) / divisor;
      for (let other = 0; other < size; other++)
        covariance[one * size + other] =
          (covariance[one * size + other] as number) + value * (values[row * size + other] as number);
    }
  return covariance;
}
