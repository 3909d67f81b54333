import { insideReal } from './neighbours.ts';
import type { Pairs } from './rows.ts';

/** Of the neighbours that a ball reaches to; the paper's. */
export const DENSITY_NEIGHBOURS = 5;

/**
 * Density: how thickly real pictures lie where fakes are, the number of real pictures' balls that hold a fake, in the mean, as a share of
 * the 5 that a ball reaches to. Coverage: the share of real pictures with a fake in their ball. Balls are as wide as to the
 * 5th nearest real picture (M. F. Naeem, S. J. Oh, Y. Uh, Y. Choi, J. Yoo, "Reliable Fidelity and Diversity Metrics for
 * Generative Models", ICML 2020, eq. 5 and 6). Density is from 0 up, 1 for pictures of the data's kind and above it for fakes that keep
 * to where the data is thickest; coverage is from 0 to 1, and 0.97 in the mean for as many pictures of the data. Higher is better.
 * @param radii squared, of the real pictures' 5th nearest
 */
export function densityCoverage(between: Pairs, radii: Float64Array): { density: number; coverage: number } {
  const { balls, fakes } = insideReal(between, radii);
  return {
    density: balls.reduce((sum, count) => sum + count, 0) / (DENSITY_NEIGHBOURS * balls.length),
    coverage: fakes.filter((count) => count > 0).length / fakes.length,
  };
}
