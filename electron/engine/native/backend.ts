import * as tf from '@tensorflow/tfjs-core';

/** How the binding is told an op's attribute; `type` is one of its TF_ATTR_ numbers. */
export interface OpAttribute {
  name: string;
  type: number;
  value: boolean | number | string | readonly number[];
}

interface NativeTensor {
  id: number;
  shape: number[];
  dtype: number;
}

interface Binding {
  executeOp(name: string, attributes: OpAttribute[], inputs: number[], outputs: number): NativeTensor[];
  deleteTensor(id: number): void;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_SHAPE: number;
}

/** The part of tfjs-node's backend that reaches TensorFlow ops for which tfjs has no kernel. */
export interface NativeBackend {
  readonly binding: Binding;
  readonly isUsingGpuDevice: boolean;
  /** Ids of tensors in the binding; sends those to the device that only JavaScript holds yet. */
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  /** Makes a tensor of what an op gave, in the current tidy scope. */
  createOutputTensor(output: NativeTensor): tf.Tensor;
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: tf.TensorInfo[]): tf.Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    inputs: tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
}

/** Name tfjs-node's kernels are registered under. */
export const NATIVE_BACKEND_NAME = 'tensorflow';

/** Native TensorFlow, where the current tensors live in it; else null, and plain tfjs ops do the work. */
export function nativeBackend(): NativeBackend | null {
  return tf.getBackend() === NATIVE_BACKEND_NAME ? (tf.backend() as unknown as NativeBackend) : null;
}

/** Builds attribute lists for one backend. */
export const attributes = {
  float32: ({ binding }: NativeBackend, name: string): OpAttribute => ({
    name,
    type: binding.TF_ATTR_TYPE,
    value: binding.TF_FLOAT,
  }),
  int32: ({ binding }: NativeBackend, name: string): OpAttribute => ({
    name,
    type: binding.TF_ATTR_TYPE,
    value: binding.TF_INT32,
  }),
  integer: ({ binding }: NativeBackend, name: string, value: number): OpAttribute => ({
    name,
    type: binding.TF_ATTR_INT,
    value,
  }),
  integers: ({ binding }: NativeBackend, name: string, value: readonly number[]): OpAttribute => ({
    name,
    type: binding.TF_ATTR_INT,
    value,
  }),
  boolean: ({ binding }: NativeBackend, name: string, value: boolean): OpAttribute => ({
    name,
    type: binding.TF_ATTR_BOOL,
    value,
  }),
  number: ({ binding }: NativeBackend, name: string, value: number): OpAttribute => ({
    name,
    type: binding.TF_ATTR_FLOAT,
    value,
  }),
  text: ({ binding }: NativeBackend, name: string, value: string): OpAttribute => ({
    name,
    type: binding.TF_ATTR_STRING,
    value,
  }),
  shape: ({ binding }: NativeBackend, name: string, value: readonly number[]): OpAttribute => ({
    name,
    type: binding.TF_ATTR_SHAPE,
    value,
  }),
};
