import { columnMeans, covarianceOf, type Rows } from './rows.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** The normal distribution that a set's features are taken for. */
export interface Normal {
  mean: Float64Array;
  /** [size, size], unbiased. */
  covariance: Float64Array;
}

/** Mean and covariance of rows. */
export function normalOf({ values, count, size }: Rows): Normal {
  const mean = columnMeans(values, size);
  const centred = values.map((value, at) => value - (mean[at % size] as number));
  return { mean, covariance: covarianceOf({ values: centred, count, size }, count - 1) };
}

/** The product of two matrices of [size, size], the second one symmetric. */
function multiply(one: Float64Array, symmetric: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size) * size, (at % size) * size];
    let sum = 0;
    for (let inner = 0; inner < size; inner++)
      sum += (one[row + inner] as number) * (symmetric[column + inner] as number);
    return sum;
  });
}

/** Eigenvalues of a covariance that has fewer pictures than features are 0, or below it by rounding. */
const roots = (values: Float64Array): Float64Array => values.map((value) => Math.sqrt(Math.max(0, value)));

/** The symmetric square root of a covariance. */
export function rootOf({ covariance }: Normal): Float64Array {
  const size = Math.sqrt(covariance.length);
  const { values, vectors } = symmetricEigen(covariance, size);
  const scales = roots(values);
  const root = new Float64Array(size * size);
  for (let value = 0; value < size; value++)
    for (let row = 0; row < size; row++) {
      const scaled = (scales[value] as number) * (vectors[value * size + row] as number);
      for (let column = 0; column < size; column++)
        root[row * size + column] =
          (root[row * size + column] as number) + scaled * (vectors[value * size + column] as number);
    }
  return root;
}

const trace = (matrix: Float64Array, size: number): number => {
  let sum = 0;
  for (let at = 0; at < size; at++) sum += matrix[at * size + at] as number;
  return sum;
};

/**
 * FD, Lite0: the Fréchet distance of the normal distributions with the mean and covariance of either set's features,
 * |μ₁ − μ₂|² + Tr(Σ₁ + Σ₂ − 2 (Σ₁^½ Σ₂ Σ₁^½)^½) (M. Heusel, H. Ramsauer, T. Unterthiner, B. Nessler, S. Hochreiter, "GANs
 * Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium", NIPS 2017). No FID: its features are those
 * of EfficientNet-Lite0, each in the data's own standard deviation. From 0, equal means and covariances; in squared
 * standard deviations summed over the features, so that fakes that are all the data's mean lie as far away as there are features.
 * Sets of a few hundred read too far apart by chance: compare values of as many pictures only.
 * @param root of the real covariance
 */
export function frechet(real: Normal, root: Float64Array, fake: Normal): number {
  const size = real.mean.length;
  const apart = real.mean.reduce((sum, value, at) => sum + (value - (fake.mean[at] as number)) ** 2, 0);
  // Root times covariance times root; as the last is its own transpose, the product is symmetric but for rounding.
  const { values } = symmetricEigen(multiply(multiply(root, fake.covariance, size), root, size), size);
  const common = roots(values).reduce((sum, value) => sum + value, 0);
  return Math.max(0, apart + trace(real.covariance, size) + trace(fake.covariance, size) - 2 * common);
}
