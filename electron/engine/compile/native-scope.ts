import type { Tensor } from '@tensorflow/tfjs-core';
import { DataType, typeAttribute, type NativeBackend, type NativeValues, type OpAttribute } from './native-backend.ts';

const { float32, float64, int32 } = DataType;

/** Runs native ops on tensors that tfjs has no dtype for, and frees all but the one returned. */
export class NativeScope {
  readonly #made: number[] = [];
  constructor(readonly backend: NativeBackend) {}

  run(op: string, attributes: OpAttribute[], inputs: number[], outputs = 1): number[] {
    const ids = this.backend.binding.executeOp(op, attributes, inputs, outputs).map(({ id }) => id);
    this.#made.push(...ids);
    return ids;
  }

  one(op: string, attributes: OpAttribute[], ...inputs: number[]): number {
    return this.run(op, attributes, inputs)[0] ?? -1;
  }

  constant(dtype: number, shape: number[], values: NativeValues): number {
    const id = this.backend.binding.createTensor(shape, dtype, values);
    this.#made.push(id);
    return id;
  }

  vector(...values: number[]): number {
    return this.constant(int32, [values.length], Int32Array.from(values));
  }

  cast(id: number, from: number, to: number): number {
    return this.one('Cast', [typeAttribute('SrcT', from), typeAttribute('DstT', to)], id);
  }

  /** The binding takes no float64 arrays: two float32 numbers add up to 48 of its 53 bits. */
  float64(value: number): number {
    const upper = Math.fround(value);
    const [high, low] = [upper, value - upper].map((part) =>
      this.cast(this.constant(float32, [], Float32Array.of(part)), float32, float64),
    );
    return value === upper ? (high ?? -1) : this.one('Add', [typeAttribute('T', float64)], high ?? -1, low ?? -1);
  }

  /** An op on float64. */
  double(op: string, ...inputs: number[]): number {
    return this.one(op, [typeAttribute('T', float64)], ...inputs);
  }

  reshape(id: number, dtype: number, shape: readonly number[]): number {
    return this.one('Reshape', [typeAttribute('T', dtype), typeAttribute('Tshape', int32)], id, this.vector(...shape));
  }

  /** Hands a tensor over to tfjs and frees the rest. */
  finish(id: number, shape: readonly number[]): Tensor {
    const [result] = this.backend.binding.executeOp(
      'Reshape',
      [typeAttribute('T', float32), typeAttribute('Tshape', int32)],
      [id, this.vector(...shape)],
      1,
    );
    for (const made of this.#made) this.backend.binding.deleteTensor(made);
    if (!result) throw new Error('Reshape gave no tensor.');
    return this.backend.createOutputTensor(result);
  }
}
