import { insideReal, radii, shareInsideFakes } from './neighbours.ts';
import type { Sides } from './kid.ts';

/** Of the neighbours that a ball reaches to; the paper's. */
export const PRECISION_NEIGHBOURS = 3;

const share = (counts: Uint32Array): number => counts.filter((count) => count > 0).length / counts.length;

/**
 * Precision: the share of fakes that look real, those that lie within the data's manifold. Recall: the share of real
 * pictures that G could have made, those within the fakes' manifold. A manifold is the union of balls around a set's pictures, each
 * as wide as to the picture's 3rd nearest in its own set (T. Kynkäänniemi, T. Karras, S. Laine, J. Lehtinen, T. Aila, "Improved
 * Precision and Recall Metric for Assessing Generative Models", NeurIPS 2019). Shares from 0 to 1, higher is better; both grow with the
 * number of pictures, and pictures of the data itself reach less than 1 among a few hundred. One fake far out makes
 * a ball that holds much: density and coverage are steadier.
 * @param radii squared, of the real pictures' 3rd nearest
 */
export const precisionRecall = (
  { fake, between }: Sides,
  real: Float64Array,
): { precision: number; recall: number } => ({
  precision: share(insideReal(between, real).balls),
  recall: shareInsideFakes(between, radii(fake, PRECISION_NEIGHBOURS)),
});
