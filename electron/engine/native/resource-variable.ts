import * as tf from '@tensorflow/tfjs-core';
import { attributes, type NativeBackend } from './backend.ts';

/** The name that makes TensorFlow count references to a variable and free it with its last handle. */
const ANONYMOUS = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

/**
 * A Variable (variable.ts) that lives in TensorFlow, so that an op can change it in place. Its handle is a resource
 * tensor of the binding, which tfjs itself never sees.
 */
export class ResourceVariable {
  readonly #handle: number;
  #value: tf.Tensor | null = null;

  constructor(
    readonly backend: NativeBackend,
    readonly name: string,
    readonly shape: readonly number[],
    begin: () => tf.Tensor,
  ) {
    const [handle] = backend.binding.executeOp(
      'VarHandleOp',
      [
        attributes.float32(backend, 'dtype'),
        attributes.shape(backend, 'shape', shape),
        attributes.text(backend, 'shared_name', ANONYMOUS),
        attributes.text(backend, 'container', ''),
      ],
      [],
      1,
    );
    if (!handle) throw new Error('TensorFlow made no variable.');
    this.#handle = handle.id;
    this.#copy(begin);
  }

  get value(): tf.Tensor {
    this.#value ??= this.#read();
    return this.#value;
  }

  #read(): tf.Tensor {
    const { binding } = this.backend;
    const [output] = binding.executeOp(
      'ReadVariableOp',
      [attributes.float32(this.backend, 'dtype')],
      [this.#handle],
      1,
    );
    if (!output) throw new Error('TensorFlow gave no value.');
    return tf.keep(this.backend.createOutputTensor(output));
  }

  assign(value: tf.Tensor): void {
    this.#forgetValue();
    const inputs = [this.#handle, ...this.backend.getInputTensorIds([value])];
    this.backend.binding.executeOp('AssignVariableOp', [attributes.float32(this.backend, 'dtype')], inputs, 0);
  }

  load(data: Float32Array): void {
    this.#copy(() => tf.tensor(data, [...this.shape]));
  }

  /**
   * Takes the values of a tensor. One made in JavaScript lends TensorFlow the array's own memory, for the
   * variable to write into and for any of TensorFlow's threads to give back. The variable gets memory of TensorFlow's own.
   */
  #copy(make: () => tf.Tensor): void {
    tf.tidy(() => {
      this.assign(this.backend.executeSingleOutput('DeepCopy', [attributes.float32(this.backend, 'T')], [make()]));
    });
  }

  /** Lets go of the tensor last read, so that an op may write in place, and names the variable to it. */
  handleForUpdate(): number {
    this.#forgetValue();
    return this.#handle;
  }

  #forgetValue(): void {
    this.#value?.dispose();
    this.#value = null;
  }

  dispose(): void {
    this.#forgetValue();
    this.backend.binding.deleteTensor(this.#handle);
  }
}
