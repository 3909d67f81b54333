import type { Attribute, ConstantValues } from './graph-def.ts';

/** Shape and dtype of a tensor fed to a compiled function. */
export interface TensorSpec {
  shape: readonly number[];
  dtype: 'float32' | 'int32';
}

/** Where a value came from; a value is named by its index in {@link Trace.values}. */
export type ValueSource =
  | { kind: 'input'; name: string }
  /** The slot's value after `version` updates in place. */
  | { kind: 'read'; slot: number; version: number }
  | { kind: 'constant'; dtype: number; shape: readonly number[]; values: ConstantValues }
  | { kind: 'output'; entry: number; index: number };

/** One op; with slots it changes those in place and gives no value. */
export interface Entry {
  op: string;
  attributes: Readonly<Record<string, Attribute>>;
  slots: readonly number[];
  inputs: readonly number[];
  /** Values that are made before it runs, though it does not take them. */
  after?: readonly number[];
}

/** What a function did, without any of the tensors it did it to. */
export interface Trace {
  values: readonly ValueSource[];
  entries: readonly Entry[];
  outputs: readonly { name: string; value: number; dtype: number }[];
  /** The value each slot holds at the end. */
  finals: readonly number[];
  /** How often each slot was changed in place. */
  versions: readonly number[];
}
