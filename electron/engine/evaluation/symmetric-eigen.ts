/** Eigenvalues of a symmetric matrix, in no order, and its eigenvectors. */
export interface Eigen {
  /** [size] */
  values: Float64Array;
  /** [size, size], a row for each eigenvalue. */
  vectors: Float64Array;
}

interface Tridiagonal {
  diagonal: Float64Array;
  /** Below the diagonal; the last number is 0. */
  beside: Float64Array;
}

/**
 * Brings a symmetric matrix to tridiagonal form by Householder reflections (G. H. Golub, C. F. Van Loan, "Matrix
 * Computations", 8.3.1). @param matrix overwritten @param basis rows of an orthonormal basis, reflected alike
 */
function tridiagonalise(matrix: Float64Array, size: number, basis: Float64Array): Tridiagonal {
  const beside = new Float64Array(size);
  const normal = new Float64Array(size);
  const image = new Float64Array(size);
  for (let step = 0; step + 1 < size; step++) {
    let length = 0;
    for (let row = step + 1; row < size; row++) length += (matrix[row * size + step] as number) ** 2;
    length = Math.sqrt(length);
    const first = matrix[(step + 1) * size + step] as number;
    const reflected = first > 0 ? -length : length;
    beside[step] = reflected;
    // The reflection I − 2·normal·normalᵀ takes the column below the diagonal to its first axis.
    const scale = Math.sqrt(2 * length * (length + Math.abs(first)));
    if (scale === 0) continue;
    for (let row = step + 1; row < size; row++) normal[row] = (matrix[row * size + step] as number) / scale;
    normal[step + 1] = (first - reflected) / scale;
    let along = 0;
    for (let row = step + 1; row < size; row++) {
      let sum = 0;
      for (let column = step + 1; column < size; column++)
        sum += (matrix[row * size + column] as number) * (normal[column] as number);
      image[row] = sum;
      along += sum * (normal[row] as number);
    }
    for (let row = step + 1; row < size; row++) image[row] = (image[row] as number) - along * (normal[row] as number);
    for (let row = step + 1; row < size; row++) {
      const [n, i] = [2 * (normal[row] as number), 2 * (image[row] as number)];
      for (let column = step + 1; column < size; column++)
        matrix[row * size + column] =
          (matrix[row * size + column] as number) - (n * (image[column] as number) + i * (normal[column] as number));
    }
    reflectRows(basis, size, normal, step + 1, image);
  }
  return { diagonal: Float64Array.from({ length: size }, (_, at) => matrix[at * size + at] as number), beside };
}

/** Rows from `from` on, mixed by I − 2·normal·normalᵀ. @param work overwritten, [size] */
function reflectRows(rows: Float64Array, size: number, normal: Float64Array, from: number, work: Float64Array): void {
  work.fill(0);
  for (let row = from; row < size; row++)
    for (let at = 0; at < size; at++)
      work[at] = (work[at] as number) + (normal[row] as number) * (rows[row * size + at] as number);
  for (let row = from; row < size; row++) {
    const twice = 2 * (normal[row] as number);
    for (let at = 0; at < size; at++)
      rows[row * size + at] = (rows[row * size + at] as number) - twice * (work[at] as number);
  }
}

/** Turns two neighbouring rows in their plane. */
function turn(rows: Float64Array, size: number, row: number, cosine: number, sine: number): void {
  const [one, other] = [row * size, (row + 1) * size];
  for (let at = 0; at < size; at++) {
    const [upper, lower] = [rows[one + at] as number, rows[other + at] as number];
    rows[one + at] = cosine * upper + sine * lower;
    rows[other + at] = cosine * lower - sine * upper;
  }
}

/** One implicit QR step with Wilkinson's shift on rows low … high (Golub and Van Loan, 8.3.3), none of whose sides is 0. */
function chase({ diagonal, beside }: Tridiagonal, low: number, high: number, vectors: Float64Array): void {
  const size = diagonal.length;
  const [upper, last, side] = [diagonal[high - 1] as number, diagonal[high] as number, beside[high - 1] as number];
  const half = (upper - last) / 2;
  const root = Math.sqrt(half * half + side * side);
  let along = (diagonal[low] as number) - (last - (side * side) / (half + (half < 0 ? -root : root)));
  let bulge = beside[low] as number;
  for (let row = low; row < high; row++) {
    const length = Math.sqrt(along * along + bulge * bulge);
    const [cosine, sine] = length === 0 ? [1, 0] : [along / length, bulge / length];
    if (row > low) beside[row - 1] = length;
    const [a, b, c] = [diagonal[row] as number, beside[row] as number, diagonal[row + 1] as number];
    const mixed = 2 * cosine * sine * b;
    diagonal[row] = cosine * cosine * a + mixed + sine * sine * c;
    diagonal[row + 1] = sine * sine * a - mixed + cosine * cosine * c;
    beside[row] = cosine * sine * (c - a) + (cosine * cosine - sine * sine) * b;
    if (row + 1 < high) {
      along = beside[row] as number;
      bulge = sine * (beside[row + 1] as number);
      beside[row + 1] = (beside[row + 1] as number) * cosine;
    }
    turn(vectors, size, row, cosine, sine);
  }
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, to rounding of its largest eigenvalue: tridiagonal form, then QR steps.
 * @param matrix [size, size]; left as it is
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  const vectors = new Float64Array(size * size);
  for (let at = 0; at < size; at++) vectors[at * size + at] = 1;
  const form = tridiagonalise(Float64Array.from(matrix), size, vectors);
  const { diagonal, beside } = form;
  const largest = Math.max(...diagonal.map(Math.abs), ...beside.map(Math.abs));
  const negligible = (at: number): boolean => Math.abs(beside[at] as number) <= Number.EPSILON * largest;
  // Two or three steps an eigenvalue are usual.
  let steps = 30 * size;
  for (let high = size - 1; high > 0;) {
    if (negligible(high - 1)) {
      high -= 1;
      continue;
    }
    let low = high - 1;
    while (low > 0 && !negligible(low - 1)) low -= 1;
    if (steps-- === 0) throw new Error('The eigenvalues of a matrix could not be found.');
    chase(form, low, high, vectors);
  }
  return { values: diagonal, vectors };
}
