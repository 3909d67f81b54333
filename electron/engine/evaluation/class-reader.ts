import { innerProducts } from '../metric/inner-products.ts';
import { covarianceOf, type Rows } from './rows.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** Names the class of a picture by its features. */
export interface ClassReader {
  classes: number;
  /** [classes, size] */
  weights: Float64Array;
  /** [classes]; −Infinity for a class without pictures */
  biases: Float64Array;
}

/** Share of the common covariance that is replaced by that of independent features of equal spread. */
const SHRINKAGE = 0.3;

/**
 * A linear discriminant: classes are normal distributions with one covariance, shrunk towards a multiple of the identity so that fewer
 * pictures than features will do (J. H. Friedman, "Regularized Discriminant Analysis", JASA 1989; a class is as likely as it is
 * frequent). Exact, without training or draws.
 * @param labels of each row, below the number of classes
 */
export function fitClasses(rows: Rows, labels: Uint16Array, classes: number): ClassReader {
  const { values, count, size } = rows;
  const counts = new Float64Array(classes);
  const means = new Float64Array(classes * size);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  for (const [at, value] of values.entries()) {
    const label = labels[Math.floor(at / size)] as number;
    means[label * size + (at % size)] =
      (means[label * size + (at % size)] as number) + value / (counts[label] as number);
  }
  const centred = values.map(
    (value, at) => value - (means[(labels[Math.floor(at / size)] as number) * size + (at % size)] as number),
  );
  const covariance = covarianceOf({ values: centred, count, size }, count);
  let trace = 0;
  for (let at = 0; at < size; at++) trace += covariance[at * size + at] as number;
  const { values: spreads, vectors } = symmetricEigen(covariance, size);
  // Classes of one picture each have no spread of their own: then features count alike.
  const common = trace > 0 ? trace / size : 1;
  const shrunk = spreads.map((spread) => (1 - SHRINKAGE) * Math.max(0, spread) + SHRINKAGE * common);
  const weights = new Float64Array(classes * size);
  const biases = counts.map((number) => Math.log(number / count));
  for (let label = 0; label < classes; label++) {
    const mean = means.subarray(label * size, (label + 1) * size);
    const weight = weights.subarray(label * size, (label + 1) * size);
    for (let value = 0; value < size; value++) {
      const vector = vectors.subarray(value * size, (value + 1) * size);
      const along = dot(vector, mean) / (shrunk[value] as number);
      for (let at = 0; at < size; at++) weight[at] = (weight[at] as number) + along * (vector[at] as number);
    }
    biases[label] = (biases[label] as number) - dot(weight, mean) / 2;
  }
  return { classes, weights, biases };
}

const dot = (one: Float64Array, other: Float64Array): number => innerProducts(one, other)[0] as number;

/** Class probabilities of each row, [count, classes]. */
export function readClasses({ values, count, size }: Rows, { classes, weights, biases }: ClassReader): Float64Array {
  const probabilities = new Float64Array(count * classes);
  for (let row = 0; row < count; row++) {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    const picture = values.subarray(row * size, (row + 1) * size);
    for (let label = 0; label < classes; label++)
      own[label] = (biases[label] as number) + dot(picture, weights.subarray(label * size, (label + 1) * size));
    const largest = Math.max(...own);
    for (let label = 0; label < classes; label++) own[label] = Math.exp((own[label] as number) - largest);
    const sum = own.reduce((total, value) => total + value, 0);
    for (let label = 0; label < classes; label++) own[label] = (own[label] as number) / sum;
  }
  return probabilities;
}
