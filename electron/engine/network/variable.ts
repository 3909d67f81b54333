import * as tf from '@tensorflow/tfjs-core';
import { nativeBackend } from '../native/backend.ts';
import { ResourceVariable } from '../native/resource-variable.ts';

/** A named float32 array on the device that training changes: a weight, a running average, an optimiser slot. */
export interface Variable {
  readonly name: string;
  readonly shape: readonly number[];
  /** What it holds now. Belongs to the variable: never dispose it, and ask again after a change. */
  readonly value: tf.Tensor;
  /** Takes a tensor's value; the tensor stays the caller's. */
  assign(value: tf.Tensor): void;
  /** Takes values from JavaScript, as many as the shape holds; the array stays the caller's. */
  load(data: Float32Array): void;
  dispose(): void;
}

class TensorVariable implements Variable {
  readonly #variable: tf.Variable;

  constructor(
    readonly name: string,
    readonly shape: readonly number[],
    begin: () => tf.Tensor,
  ) {
    this.#variable = tf.tidy(() => tf.variable(begin(), false));
  }

  get value(): tf.Tensor {
    return this.#variable;
  }

  assign(value: tf.Tensor): void {
    this.#variable.assign(value);
  }

  load(data: Float32Array): void {
    tf.tidy(() => this.assign(tf.tensor(data.slice(), [...this.shape])));
  }

  dispose(): void {
    this.#variable.dispose();
  }
}

/** Makes a variable on the current device. @param begin makes its first value, in a tidy scope of its own */
export function createVariable(name: string, shape: readonly number[], begin: () => tf.Tensor): Variable {
  const backend = nativeBackend();
  return backend ? new ResourceVariable(backend, name, shape, begin) : new TensorVariable(name, shape, begin);
}
