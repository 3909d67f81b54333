import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { DataType, tensorId, type NativeBackend } from './native-backend.ts';
import { NativeScope } from './native-scope.ts';

declare const double: unique symbol;
/** A float64 scalar on the device, for which tfjs has no dtype. */
export type Double = number & { [double]: true };

/** Arithmetic on float64 scalars of the device. */
export interface DoubleOps {
  /** The nearest of 48 bits. */
  constant(value: number): Double;
  /** A float32 scalar. */
  of(value: Tensor): Double;
  add(a: Double, b: Double): Double;
  sub(a: Double, b: Double): Double;
  mul(a: Double, b: Double): Double;
  div(a: Double, b: Double): Double;
  pow(base: Double, exponent: Double): Double;
  sqrt(value: Double): Double;
}

function doubleOps(backend: NativeBackend, scope: NativeScope): DoubleOps {
  const op =
    (name: string) =>
    (...inputs: Double[]): Double =>
      scope.double(name, ...inputs) as Double;
  return {
    constant: (value) => scope.float64(value) as Double,
    of: (value) => scope.cast(tensorId(backend, value), DataType.float32, DataType.float64) as Double,
    add: op('Add'),
    sub: op('Sub'),
    mul: op('Mul'),
    div: op('Div'),
    pow: op('Pow'),
    sqrt: op('Sqrt'),
  };
}

/** @param counter int32 scalar @returns what `work` makes of it in float64, rounded to float32 */
export function inDoubles(
  backend: NativeBackend,
  counter: Tensor,
  work: (ops: DoubleOps, counter: Double) => Double,
): Scalar {
  const scope = new NativeScope(backend);
  const value = scope.cast(tensorId(backend, counter), DataType.int32, DataType.float64) as Double;
  const result = work(doubleOps(backend, scope), value);
  return scope.finish(scope.cast(result, DataType.float64, DataType.float32), []) as Scalar;
}
