import { innerProducts } from '../metric/inner-products.ts';

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

const rowOf = ({ values, size }: Rows, row: number): Float64Array => values.subarray(row * size, (row + 1) * size);

/** Squared length of each row. */
export const squaredLengths = (rows: Rows): Float64Array =>
  Float64Array.from({ length: rows.count }, (_, row) => {
    const own = rowOf(rows, row);
    return innerProducts(own, own)[0] as number;
  });

/** @param one @param other rows of the same size */
export function pairsOf(one: Rows, other: Rows): Pairs {
  const products = new Float64Array(one.count * other.count);
  for (let row = 0; row < one.count; row++)
    products.set(innerProducts(rowOf(one, row), other.values), row * other.count);
  return { products, one: squaredLengths(one), other: squaredLengths(other), size: one.size };
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

/**
 * @param lengths squared, of the others
 * @param beyond only others further than this, squared, count
 * @param but of each row, the other that does not count
 */
export function nearestOf(rows: Rows, others: Rows, lengths: Float64Array, beyond: number, but?: Uint32Array): Nearest {
  const distances = new Float64Array(rows.count).fill(Infinity);
  const numbers = new Uint32Array(rows.count);
  for (const [row, length] of squaredLengths(rows).entries())
    for (const [other, product] of innerProducts(rowOf(rows, row), others.values).entries()) {
      const distance = squared(length, lengths[other] as number, product);
      if (distance >= (distances[row] as number) || distance <= beyond || other === but?.[row]) continue;
      distances[row] = distance;
      numbers[row] = other;
    }
  return { distances, numbers };
}

/** Rows of these numbers. */
export function rowsOf(rows: Rows, numbers: Uint32Array): Rows {
  const { size } = rows;
  const chosen = new Float64Array(numbers.length * size);
  for (const [place, row] of numbers.entries()) chosen.set(rowOf(rows, row), place * size);
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
