import { LOOKS, type Kinship, type Look } from '@shared/verdict/verdict.ts';
import { innerProducts } from '../metric/inner-products.ts';
import { isCopy, isSame, spacingOf, type Known, type Looks, type Trained } from './copies.ts';
import { squaredLengths, type Rows } from './rows.ts';

/** A training image near a picture. */
export interface Near {
  /** Its row. */
  row: number;
  /** That in which it is nearer, held against its spacing. */
  look: Look;
  distance: number;
  /** From there to the nearest other training image that is not the same. */
  spacing: number;
  kinship: Kinship;
}

/** Squared distances of one picture from each training image. */
function squaresOf(picture: Rows, { rows, lengths }: Known): Float64Array {
  const [own = 0] = squaredLengths(picture);
  return innerProducts(picture.values, rows.values).map((product, row) =>
    Math.max(0, own + (lengths[row] ?? 0) - 2 * product),
  );
}

/** Rows of the least numbers, the earlier first of equal ones. */
const least = (numbers: Float64Array, most: number): number[] =>
  [...numbers.keys()].sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0) || a - b).slice(0, most);

/**
 * The training images nearest to one picture in either look, those first that are nearest for the space around them, each told by the
 * test of `copies`.
 * @param picture one row of each look
 * @param most at most so many
 */
export function nearestTrained(picture: Looks<Rows>, trained: Trained, most: number): Near[] {
  const squares: Looks<Float64Array> = {
    features: squaresOf(picture.features, trained.features),
    small: squaresOf(picture.small, trained.small),
  };
  const rows = Uint32Array.from(new Set(LOOKS.flatMap((look) => least(squares[look], most))));
  const spacing: Looks<Float64Array> = {
    features: spacingOf('features', trained.features, rows),
    small: spacingOf('small', trained.small, rows),
  };
  const near = [...rows].map((row, at): Near & { way: number } => {
    const seen = LOOKS.map((look) => ({
      look,
      square: squares[look][row] ?? 0,
      around: spacing[look][at] ?? Infinity,
    }));
    const nearer = seen.reduce((one, other) => (other.square / other.around < one.square / one.around ? other : one));
    const { look, square, around } = nearer;
    const same = isSame('features', squares.features[row] ?? 0, trained.features.rows.size);
    const kinship = same ? 'same' : isCopy(square, around) ? 'copy' : 'apart';
    return { row, look, distance: Math.sqrt(square), spacing: Math.sqrt(around), kinship, way: square / around };
  });
  near.sort((a, b) => a.way - b.way || a.row - b.row);
  return near.slice(0, most).map(({ way: _, ...one }) => one);
}
