import * as tf from '@tensorflow/tfjs-core';
import { attributes, type NativeBackend } from '../../native/backend.ts';
import { at, defineKernel } from './kernel.ts';

interface Transposed {
  a: boolean;
  b: boolean;
}

const common = (backend: NativeBackend, transposed: Transposed, [a, b]: readonly [string, string]) => [
  attributes.float32(backend, 'T'),
  attributes.boolean(backend, a, transposed.a),
  attributes.boolean(backend, b, transposed.b),
];

/** Numbers of a matrix from which it counts as large. */
const LARGE = 2 ** 16;

const product = defineKernel({
  name: 'ForgerMatMul',
  inputs: ['a', 'b'],
  // Of a large transposed second matrix oneDNN's product takes up to 1.7 times as long as that of a batch of one, which
  // costs small ones several times their arithmetic.
  native: (backend, { a, b }, transposed: Transposed) =>
    transposed.b && b.size >= LARGE
      ? backend.executeSingleOutput('BatchMatMulV2', common(backend, transposed, ['adj_x', 'adj_y']), [a, b])
      : backend.executeSingleOutput('MatMul', common(backend, transposed, ['transpose_a', 'transpose_b']), [a, b]),
  plain: ({ a, b }, transposed) => tf.matMul(a, b, transposed.a, transposed.b),
  keepInputs: ['a', 'b'],
  gradient: (dy, { inputs: { a, b } }, transposed) => ({
    a: () => (transposed.a ? matMul(b, dy, transposed.b, true) : matMul(dy, b, false, !transposed.b)),
    b: () => (transposed.b ? matMul(dy, a, true, transposed.a) : matMul(a, dy, !transposed.a, false)),
  }),
});

/** Product of two matrices, each transposed first where asked for: [n, k] · [k, m] → [n, m]. */
export const matMul = (a: tf.Tensor, b: tf.Tensor, transposeA = false, transposeB = false): tf.Tensor =>
  at(product({ a, b }, { a: transposeA, b: transposeB }), 0);
