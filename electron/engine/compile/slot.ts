import { Variable, type Tensor } from '@tensorflow/tfjs-core';
import { DataType, dataTypeOf, tensorId, type NativeBackend } from './native-backend.ts';

/** A float32 variable that lives in TensorFlow as a resource: native/resource-variable.ts. */
export interface ResourceVariable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly value: Tensor;
  assign(value: Tensor): void;
  /** The binding's id of the resource; also forgets the tensor last read. */
  handleForUpdate(): number;
}

export type ProgramVariable = Variable | ResourceVariable;

/** Something that keeps its value from call to call: a variable, or a resident array. */
export interface Slot {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: number;
  /** Null for a resident array, which is never written. */
  readonly variable: ProgramVariable | null;
  /** The binding's id of the resource; null where the variable is a tfjs tensor that is replaced. */
  handle(): number | null;
  /** The binding's id of the current value. */
  valueId(): number;
  assign(value: Tensor): void;
}

export function variableSlot(backend: NativeBackend, variable: ProgramVariable): Slot {
  const { name, shape } = variable;
  const assign = (value: Tensor): void => variable.assign(value);
  return variable instanceof Variable
    ? {
        ...{ name, shape, variable, assign, dtype: dataTypeOf(variable.dtype) },
        handle: () => null,
        valueId: () => tensorId(backend, variable),
      }
    : {
        ...{ name, shape, variable, assign, dtype: DataType.float32 },
        handle: () => variable.handleForUpdate(),
        valueId: () => tensorId(backend, variable.value),
      };
}

export const residentSlot = (name: string, shape: readonly number[], id: number): Slot => ({
  ...{ name, shape, dtype: DataType.uint8, variable: null },
  handle: () => null,
  valueId: () => id,
  assign: () => {
    throw new Error(`The resident array ${name} cannot be written.`);
  },
});
