import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { DrawKey } from '../random/draws.ts';
import { inDoubles, type Double, type DoubleOps } from './doubles.ts';
import { gatherBytes, nativeNormals, nativeTrials, nativeUniforms } from './drawing.ts';
import { LENGTH_WHEN } from './length-when.ts';
import { DataType, dataTypeOf, requireNative, typeAttribute, type NativeBackend } from './native-backend.ts';
import { AFTER } from './op-table.ts';

/** Which draw of the current step: the program knows the seed and the step. */
export type Draw = Omit<DrawKey, 'seed' | 'step'>;

/** What JavaScript would work out anew for each step, worked out on the device instead: see each. */
export interface StepOps {
  /** Training steps completed before this one: int32 scalar. */
  readonly step: Tensor;
  /** `normals` of random/draws.ts. */
  normals(draw: Draw, shape: readonly number[]): Tensor;
  /** `uniforms` of random/draws.ts. */
  uniforms(draw: Draw, shape: readonly number[], low: number, high: number): Tensor;
  /** `trials` of random/draws.ts: 1 with the given probability, else 0. */
  trials(draw: Draw, shape: readonly number[], probability: number): Tensor;
  /** Rows of a resident array, as float32 from 0 to 255. `indices`: int32 [batch]. */
  gather(resident: string, indices: Tensor): Tensor;
  /** The tensor as it is, once the others are made: what takes it waits for them, and they need no memory beside it. */
  after(tensor: Tensor, others: readonly Tensor[]): Tensor;
  /** √Σ x² over all values of the tensors (float32) where `when` (bool scalar) holds; else NaN, and the tensors are not read. */
  lengthWhen(when: Tensor, tensors: readonly Tensor[]): Scalar;
  /** What `work` makes of a counter (int32 scalar) in float64, as float32. */
  inDoubles(counter: Tensor, work: (ops: DoubleOps, counter: Double) => Double): Scalar;
}

export interface StepOpsSource {
  seed: number;
  step: Tensor;
  /** The binding's ids of the resident arrays. */
  residents: Readonly<Record<string, { shape: readonly number[]; id: number }>>;
}

/** Draws made on the device, outside a compiled step. @param step int32 scalar */
export const deviceDraws = (seed: number, step: Tensor): Pick<StepOps, 'normals' | 'uniforms' | 'trials'> =>
  stepOps(requireNative(), { seed, step, residents: {} });

export function stepOps(backend: NativeBackend, { seed, step, residents }: StepOpsSource): StepOps {
  return {
    step,
    normals: (draw, shape) => nativeNormals(backend, { ...draw, seed, step }, shape),
    uniforms: (draw, shape, low, high) => nativeUniforms(backend, { ...draw, seed, step }, shape, low, high),
    trials: (draw, shape, probability) => nativeTrials(backend, { ...draw, seed, step }, shape, probability),
    gather: (name, indices) => {
      const resident = residents[name];
      if (!resident) throw new Error(`There is no resident array called ${name}.`);
      return gatherBytes(backend, resident.id, indices, [...indices.shape, ...resident.shape.slice(1)]);
    },
    after: (tensor, others) =>
      backend.executeSingleOutput(AFTER, [typeAttribute('T', dataTypeOf(tensor.dtype))], [tensor, ...others]),
    lengthWhen: (when, tensors) =>
      backend.executeSingleOutput(LENGTH_WHEN, [typeAttribute('T', DataType.float32)], [when, ...tensors]) as Scalar,
    inDoubles: (counter, work) => inDoubles(backend, counter, work),
  };
}
