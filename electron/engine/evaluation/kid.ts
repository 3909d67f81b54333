import { permutation } from '../random/draws.ts';
import type { Pairs } from './rows.ts';

/** All pairs of pictures: real with real, fake with fake, real [rows] with fake. */
export interface Sides {
  real: Pairs;
  fake: Pairs;
  between: Pairs;
}

/** Indices of some pictures of each set. */
export interface Part {
  real: Uint32Array;
  fake: Uint32Array;
}

const HALVES = 50;
/** The same halves for every run: their numbers can be compared. */
const SEED = 0;

function kernel(product: number, size: number): number {
  const base = product / size + 1;
  // A power would take ten times as long.
  return base * base * base;
}

/** Mean of the kernel over pairs. @param same where both are one set: a picture beside itself does not count */
function meanKernel(pairs: Pairs, rows: Uint32Array, columns: Uint32Array, same: boolean): number {
  const { products, other, size } = pairs;
  let sum = 0;
  for (const row of rows)
    for (const column of columns)
      if (!same || row !== column) sum += kernel(products[row * other.length + column] as number, size);
  return sum / (rows.length * (same ? rows.length - 1 : columns.length));
}

/** The unbiased estimate of the squared maximum mean discrepancy of two parts. */
const discrepancy = ({ real, fake, between }: Sides, part: Part): number =>
  meanKernel(real, part.real, part.real, true) +
  meanKernel(fake, part.fake, part.fake, true) -
  2 * meanKernel(between, part.real, part.fake, false);

const countsOf = ({ between }: Sides): { real: number; fake: number } => ({
  real: between.one.length,
  fake: between.other.length,
});

/** Halves at random of each set, drawn without replacement. */
function halvesOf(counts: { real: number; fake: number }): Part[] {
  const half = (count: number, step: number, part: number): Uint32Array =>
    permutation({ seed: SEED, purpose: 'evaluationHalves', step, part }, count).subarray(0, Math.floor(count / 2));
  return Array.from({ length: HALVES }, (_, step) => ({
    real: half(counts.real, step, 0),
    fake: half(counts.fake, step, 1),
  }));
}

/**
 * KID, the kernel inception distance, on features of this program's network: how differently real pictures and fakes are
 * distributed. The unbiased squared maximum mean discrepancy under the kernel (x·y/d + 1)³, d numbers to a picture (M. Bińkowski,
 * D. J. Sutherland, M. Arbel, A. Gretton, "Demystifying MMD GANs", ICLR 2018). No unit; about 0 for sets of the same kind,
 * above or below it by chance, and a set beside itself below it; the further above, the worse. Unbiased, so that small
 * sets may be compared with large ones. The paper's mean over subsets is here that over all of them, which needs no draw: the
 * estimate from all pictures. Its standard deviation is that over random halves of both sets, which for halves estimates
 * that of the whole (J. Shao, C. F. J. Wu, "A General Theory for Jackknife Variance Estimation", Annals of Statistics 1989).
 */
export function kid(sides: Sides, halves: readonly Part[] = halvesOf(countsOf(sides))): { kid: number; kidSd: number } {
  const { real, fake } = countsOf(sides);
  const all = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, picture) => picture);
  const values = halves.map((part) => discrepancy(sides, part));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    kid: discrepancy(sides, { real: all(real), fake: all(fake) }),
    kidSd: Math.sqrt(squares / (values.length - 1)),
  };
}
