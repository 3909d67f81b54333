import { clone, engine, tidy, Variable, zeros, type Tensor } from '@tensorflow/tfjs-core';
import type { Attribute, ConstantValues } from './graph-def.ts';
import { type ImaginedOps } from './imagined/index.ts';
import { dataTypeOf, type NativeBackend } from './native-backend.ts';
import { TraceRecorder } from './recorder.ts';
import { CompileRefusal } from './refusal.ts';
import type { Slot } from './slot.ts';

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

/** Runs, and puts every tfjs variable back as it was. @throws CompileRefusal when one was made, or written that is no slot. */
function keepingVariables<Result>(slots: readonly Slot[], run: () => Result): Result {
  const registered = Object.values(engine().registeredVariables);
  const slotVariables = slots.flatMap(({ variable }) => (variable instanceof Variable ? variable : []));
  const before = [...new Set([...registered, ...slotVariables])].map((variable) => ({
    variable,
    value: clone(variable),
  }));
  try {
    const result = run();
    if (Object.keys(engine().registeredVariables).length !== registered.length) {
      throw new CompileRefusal('new-variable', 'The step makes a variable; make all variables before.');
    }
    for (const { variable, value } of before) {
      if (variable.dataId !== value.dataId && !slotVariables.includes(variable)) {
        throw new CompileRefusal(
          'outside-tensor',
          `The step writes the variable ${variable.name}, which was not listed.`,
        );
      }
    }
    return result;
  } finally {
    for (const { variable, value } of before) variable.assign(value);
  }
}

/**
 * Runs a function once, as if op by op on inputs of zeros, and notes what it did. Variables are left as they were.
 * @throws CompileRefusal when it cannot be compiled, and whatever the function itself throws.
 */
export function recordTrace(
  backend: NativeBackend,
  slots: readonly Slot[],
  inputs: Readonly<Record<string, TensorSpec>>,
  imagined: ImaginedOps,
  run: (inputs: Record<string, Tensor>) => Record<string, Tensor>,
): Trace {
  const binding = backend.binding;
  const traces: Trace[] = [];
  tidy(() => {
    const fed = new Map(Object.entries(inputs).map(([name, { shape, dtype }]) => [name, zeros([...shape], dtype)]));
    keepingVariables(slots, () => {
      const recorder = new TraceRecorder(backend, slots, fed, imagined);
      backend.binding = recorder.listen(binding);
      try {
        const outputs: unknown = run(Object.fromEntries(fed));
        if (outputs instanceof Promise) throw new CompileRefusal('asynchronous', 'The step returns a promise.');
        const named = Object.entries(outputs as Record<string, Tensor>);
        traces.push({
          ...recorder.result(),
          outputs: named.map(([name, tensor]) => ({
            name,
            value: recorder.valueOf(tensor),
            dtype: dataTypeOf(tensor.dtype),
          })),
        });
      } finally {
        backend.binding = binding;
      }
    });
  });
  const [trace] = traces;
  if (!trace) throw new Error('The step was not traced.');
  return trace;
}
