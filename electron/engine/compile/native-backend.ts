import type { TensorInfo } from '@tensorflow/tfjs-core';
import { nativeBackend, type OpAttribute } from '../native/backend.ts';
import { CompileRefusal } from './refusal.ts';

/** TensorFlow's DataType numbers (tensorflow/core/framework/types.proto). */
export const DataType = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  int64: 9,
  bool: 10,
  resource: 20,
  uint32: 22,
  uint64: 23,
} as const;

export type { OpAttribute };

/** TF_AttrType of TensorFlow's C API: how the binding is told an attribute's kind. */
export const AttributeKind = { string: 0, integer: 1, float: 2, boolean: 3, type: 4, shape: 5 } as const;

type EngineBackend = NonNullable<ReturnType<typeof nativeBackend>>;
export type NativeTensor = Parameters<EngineBackend['createOutputTensor']>[0];
export type NativeValues = Float32Array | Int32Array | Uint8Array;

/** The binding, as far as compiled programs use it. Tensor ids are never used twice. */
export type NativeBinding = EngineBackend['binding'] & {
  createTensor(shape: number[], dtype: number, values: NativeValues): number;
  tensorDataSync(id: number): NativeValues;
  /** Names are "node:output", joined by commas. */
  runSavedModel(model: number, inputs: number[], inputNames: string, outputNames: string): NativeTensor[];
  deleteSavedModel(model: number): void;
};

/** The backend, with a binding whose calls can be recorded. */
export type NativeBackend = Omit<EngineBackend, 'binding'> & { binding: NativeBinding };

/** @throws CompileRefusal `device` when tensors do not live in native TensorFlow. */
export function requireNative(): NativeBackend {
  const backend = nativeBackend();
  if (backend) return backend as NativeBackend;
  throw new CompileRefusal('device', 'Only native TensorFlow can run a compiled step; this device runs it op by op.');
}

/** The binding's id of a tensor, which is sent to the device if it was not yet. */
export function tensorId(backend: NativeBackend, tensor: TensorInfo): number {
  const [id] = backend.getInputTensorIds([tensor]);
  if (id === undefined) throw new Error('The native backend gave no id for a tensor.');
  return id;
}

export const typeAttribute = (name: string, dtype: number): OpAttribute => ({
  name,
  type: AttributeKind.type,
  value: dtype,
});

/** The number of a tfjs dtype. @throws CompileRefusal `unsupported-type` for strings and complex numbers. */
export function dataTypeOf(dtype: string): number {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return DataType[dtype];
  throw new CompileRefusal('unsupported-type', `A compiled step cannot hold tensors of type ${dtype}.`);
}
