import { singularVectorOf } from './layer-weight.ts';
import type { NamedTensor } from './layers-model.ts';

/** What a vector is divided by at least. */
const SMALLEST_LENGTH = 1e-12;

const scaled = ({ name, shape, data }: NamedTensor, divisor: number): NamedTensor => ({
  name,
  shape,
  data: data.map((value) => value / divisor),
});

type Values = Pick<NamedTensor, 'shape' | 'data'>;

/**
 * A kernel as the matrix [inputs, outputs] that its norm is of, row by row. A column for a vector says that the outputs are
 * the kernel's axis before the last, as a transposed convolution has them.
 */
export function matrixOf({ shape, data }: Values, vector: Values): Float32Array {
  if (vector.shape[0] === 1) return data;
  const [outputs = 1, inputs = 1] = shape.slice(-2);
  return data.map((_, place) => {
    const pixel = Math.floor(place / (inputs * outputs));
    const [input, output] = [Math.floor(place / outputs) % inputs, place % outputs];
    return data[(pixel * outputs + output) * inputs + input] ?? 0;
  });
}

/**
 * The largest singular value of a kernel as the layer takes it in inference: |M u| for the kernel as a matrix M
 * [inputs, outputs] and its singular vector u on the side of the outputs.
 */
export function inferredNorm(kernel: Float32Array, u: Float32Array): number {
  let sum = 0;
  for (let row = 0; row < kernel.length; row += u.length) {
    let dot = 0;
    for (let column = 0; column < u.length; column++) dot += (kernel[row + column] ?? 0) * (u[column] ?? 0);
    sum += dot * dot;
  }
  return Math.max(Math.sqrt(sum), SMALLEST_LENGTH);
}

/**
 * The weights a LayersModel computes the same with: Keras knows no spectral norm, so each weight that has a singular
 * vector is divided by its largest singular value, and the vectors are left out (Miyato et al. 2018, equation 8).
 */
export function foldSpectralNorms(tensors: readonly NamedTensor[]): NamedTensor[] {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const vectorOf = ({ name }: NamedTensor): NamedTensor | undefined => {
    const own = name.lastIndexOf('/') + 1;
    return byName.get(`${name.slice(0, own)}${singularVectorOf(name.slice(own))}`);
  };
  const vectors = new Set(tensors.map(vectorOf));
  return tensors.flatMap((tensor) => {
    if (vectors.has(tensor)) return [];
    const vector = vectorOf(tensor);
    return [vector ? scaled(tensor, inferredNorm(matrixOf(tensor, vector), vector.data)) : tensor];
  });
}
