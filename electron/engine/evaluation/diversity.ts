import { squaredDistance, type Pairs } from './rows.ts';

/** Mean distance of two different pictures of a set. */
export function meanDistance(pairs: Pairs): number {
  const count = pairs.one.length;
  let sum = 0;
  for (let one = 1; one < count; one++)
    for (let other = 0; other < one; other++) sum += Math.sqrt(squaredDistance(pairs, one, other));
  return sum / ((count * (count - 1)) / 2);
}

/**
 * Diversity: how much fakes differ from one another, the mean distance of two of them in features, as a share of that of two
 * real pictures. 0 where all fakes are one picture, 1 as in the data; above it fakes differ more than real pictures, as noise
 * does. The distance is that of features, after the perceptual one of R. Zhang, P. Isola, A. A. Efros, E. Shechtman, O. Wang,
 * "The Unreasonable Effectiveness of Deep Features as a Perceptual Metric", CVPR 2018, which many papers report for pairs of fakes.
 * @param real mean distance of two real pictures, above 0
 */
export const diversity = (fake: Pairs, real: number): number => meanDistance(fake) / real;
