import { clone, engine, tidy, Variable, zeros, type Tensor } from '@tensorflow/tfjs-core';
import { type ImaginedOps } from './imagined/index.ts';
import { dataTypeOf, type NativeBackend } from './native-backend.ts';
import { TraceRecorder } from './recorder.ts';
import { CompileRefusal } from './refusal.ts';
import type { Slot } from './slot.ts';
import type { TensorSpec, Trace } from './trace.ts';

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
