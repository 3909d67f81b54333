import type { Kinship } from '@shared/verdict/verdict.ts';
import { innerProducts } from '../metric/inner-products.ts';
import { isCopy, isSame, SAME, type Trained } from './copies.ts';
import { nearestOf, rowsOf, squaredLengths, type Rows } from './rows.ts';

/** A training image near a picture. */
export interface Near {
  /** Its row. */
  row: number;
  distance: number;
  /** From there to the nearest other training image that is not the same. */
  spacing: number;
  kinship: Kinship;
}

/**
 * The training images nearest to one picture, nearest first, each told by the test of `copies`. Of equal distance, the earlier row first.
 * @param picture one scaled row
 * @param most at most so many
 */
export function nearestTrained(picture: Rows, { rows, lengths }: Trained, most: number): Near[] {
  const [own = 0] = squaredLengths(picture);
  const squares = innerProducts(picture.values, rows.values).map((product, row) =>
    Math.max(0, own + (lengths[row] ?? 0) - 2 * product),
  );
  const order = Uint32Array.from(squares.keys())
    .sort((a, b) => (squares[a] ?? 0) - (squares[b] ?? 0) || a - b)
    .slice(0, most);
  const spacing = nearestOf(rowsOf(rows, order), rows, lengths, SAME ** 2 * rows.size).distances;
  return [...order].map((row, at) => {
    const [square, around] = [squares[row] ?? 0, spacing[at] ?? Infinity];
    const kinship = isSame(square, rows.size) ? 'same' : isCopy(square, around) ? 'copy' : 'apart';
    return { row, distance: Math.sqrt(square), spacing: Math.sqrt(around), kinship };
  });
}
