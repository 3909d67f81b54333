import * as tf from '@tensorflow/tfjs-core';
import { attributes } from '../native/backend.ts';
import { at, defineKernel } from './kernel.ts';

interface Transposed {
  a: boolean;
  b: boolean;
}

const product = defineKernel({
  name: 'ForgerMatMul',
  inputs: ['a', 'b'],
  native: (backend, { a, b }, transposed: Transposed) =>
    backend.executeSingleOutput(
      'MatMul',
      [
        attributes.float32(backend, 'T'),
        attributes.boolean(backend, 'transpose_a', transposed.a),
        attributes.boolean(backend, 'transpose_b', transposed.b),
      ],
      [a, b],
    ),
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
