/** Relative change of the value in one iteration at which it is settled. */
const SETTLED = 1e-9;
const LEAST_ITERATIONS = 5;
const MOST_ITERATIONS = 1000;
/** How much of every direction the first guess has: one that a guess lacks would never be found. */
const OF_ALL = 0.1;

const lengthOf = (vector: Float64Array): number => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));

function normalized(vector: Float64Array): Float64Array {
  const length = lengthOf(vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** M u, and Mᵀ M u from it. */
function applied(matrix: Float32Array, u: Float64Array): { length: number; back: Float64Array } {
  const columns = u.length;
  const back = new Float64Array(columns);
  let squares = 0;
  for (let row = 0; row < matrix.length; row += columns) {
    let dot = 0;
    for (let column = 0; column < columns; column++) dot += (matrix[row + column] as number) * (u[column] as number);
    squares += dot * dot;
    for (let column = 0; column < columns; column++)
      back[column] = (back[column] as number) + dot * (matrix[row + column] as number);
  }
  return { length: Math.sqrt(squares), back };
}

/**
 * The largest singular value of a matrix, by power iteration in double precision until it no longer changes (Golub &
 * Van Loan, "Matrix Computations", section 8.2, on MᵀM).
 * @param matrix row after row, as many columns as the guess has values
 * @param guess at the singular vector on the side of the columns: a good one saves iterations
 * @returns null where values are no finite numbers
 */
export function largestSingularValue(matrix: Float32Array, guess: Float32Array): number | null {
  const start = normalized(Float64Array.from(guess));
  let u = normalized(start.map((value, at) => value + (OF_ALL * Math.cos(at * at + 1)) / Math.sqrt(start.length)));
  let value = 0;
  for (let iteration = 1; iteration <= MOST_ITERATIONS; iteration++) {
    const { length, back } = applied(matrix, u);
    if (!Number.isFinite(length)) return null;
    const settled = Math.abs(length - value) <= SETTLED * length;
    value = length;
    if (settled && iteration >= LEAST_ITERATIONS) break;
    u = normalized(back);
  }
  return value;
}
