import type { Tensor } from '@tensorflow/tfjs-core';
import { isOutOfMemory } from '@shared/out-of-memory.ts';
import { buildEndpoint, STEP_INPUT, type BuiltEndpoint } from './endpoint.ts';
import { attribute, encodeSavedModel, feedNodes, type GraphNode } from './graph-def.ts';
import { ImaginedOps } from './imagined/index.ts';
import { branchesOf } from './length-when.ts';
import { DataType, requireNative, type NativeBackend } from './native-backend.ts';
import { CompiledProgram, endpointKey, type SlotAccess } from './program.ts';
import { recordTrace } from './record-trace.ts';
import { CompileRefusal } from './refusal.ts';
import { requireSame } from './same-trace.ts';
import { stepOps, type StepOps, type StepOpsSource } from './step-ops.ts';
import { residentSlot, variableSlot, type ProgramVariable, type Slot } from './slot.ts';
import type { TensorSpec, Trace } from './trace.ts';

export { CompiledProgram } from './program.ts';
export { CompileRefusal, type RefusalReason } from './refusal.ts';
export type { Double, DoubleOps } from './doubles.ts';
export { deviceDraws, type StepOps } from './step-ops.ts';
export type { ProgramVariable } from './slot.ts';
export type { TensorSpec } from './trace.ts';

/** One way into a compiled program. All endpoints share the program's variables. */
export interface Endpoint {
  /** What is fed; the name `step` is taken. */
  inputs: Readonly<Record<string, TensorSpec>>;
  /** What one call does. Traced twice on zeros: must depend on nothing but inputs, variables and `ops`. */
  run(inputs: Readonly<Record<string, Tensor>>, ops: StepOps): Record<string, Tensor>;
  /** How many steps one call may make; [1] when left out. */
  counts?: readonly number[];
}

export interface ProgramSource {
  /** Loads an encoded SavedModel into the backend's binding and gives its number (device/saved-model.ts). */
  loadGraph(savedModel: Uint8Array): number;
  /** Everything that lasts from call to call: weights, buffers, optimiser slots and counters. */
  variables: readonly ProgramVariable[];
  /** Arrays kept on the device and gathered from by row, such as a data set's pixels. */
  residents?: Readonly<Record<string, { shape: readonly number[]; values: Uint8Array }>>;
  endpoints: Readonly<Record<string, Endpoint>>;
  /** Of the random ops. */
  seed?: number;
  /** Compile with XLA: pays for dense networks, and takes seconds at each endpoint's first call. */
  xla?: boolean;
}

/** Traces an endpoint twice, so that what JavaScript makes up anew each time is found out. */
function trace(
  backend: NativeBackend,
  slots: readonly Slot[],
  endpoint: Endpoint,
  residents: StepOpsSource['residents'],
  seed: number,
): Trace {
  const imagined = new ImaginedOps(backend.binding);
  const specs: Record<string, TensorSpec> = { ...endpoint.inputs, [STEP_INPUT]: { shape: [], dtype: 'int32' } };
  const once = (): Trace =>
    recordTrace(backend, slots, specs, imagined, ({ step, ...inputs }) => {
      if (!step) throw new Error('The step counter was not fed.');
      return endpoint.run(inputs, stepOps(backend, { seed, step, residents }));
    });
  const first = once();
  requireSame(first, once());
  return first;
}

/** The resource of a slot, and the nodes to write and read it from outside. */
function slotNodes(
  { shape, dtype }: Slot,
  index: number,
): { handle: string; nodes: GraphNode[]; access: Omit<SlotAccess, 'slot'> } {
  const [handle, write, written, read] = [`slot_${index}`, `write_${index}`, `written_${index}`, `read_${index}`];
  const { feed, copy, nodes: feeding } = feedNodes(`feed_${index}`, dtype, shape);
  const type = { dtype: attribute.type(dtype) };
  const resource = { ...type, shape: attribute.shape(shape), shared_name: attribute.text(handle) };
  const done = { dtype: attribute.type(DataType.int32), value: attribute.tensor(DataType.int32, [], Int32Array.of(1)) };
  const nodes: GraphNode[] = [
    { name: handle, op: 'VarHandleOp', inputs: [], attributes: { ...resource, container: attribute.text('') } },
    ...feeding,
    { name: write, op: 'AssignVariableOp', inputs: [handle, copy], attributes: type },
    // The binding can only fetch values: this one exists to run the write.
    { name: written, op: 'Const', inputs: [`^${write}`], attributes: done },
    { name: read, op: 'ReadVariableOp', inputs: [handle], attributes: type },
  ];
  return { handle, nodes, access: { feed, written, read } };
}

/** What TensorFlow is asked to do with a new graph: loading shows some of its faults, the first call the others. */
function accepted<Result>(ask: () => Result): Result {
  try {
    return ask();
  } catch (error) {
    if (isOutOfMemory(error)) throw error;
    throw new CompileRefusal('rejected-graph', `TensorFlow did not accept the compiled step: ${String(error)}`, {
      cause: error,
    });
  }
}

/**
 * Compiles functions of tensors and variables into one native TensorFlow graph with several endpoints:
 * each then is one native call instead of hundreds. See docs/decisions/007-compiled-step.md.
 * @throws CompileRefusal with a reason when it cannot: run the functions op by op then. What the
 * functions themselves throw passes through.
 */
export function compileProgram(source: ProgramSource): CompiledProgram {
  const backend = requireNative();
  const residents = Object.entries(source.residents ?? {}).map(([name, { shape, values }]) => ({
    name,
    shape,
    id: backend.binding.createTensor([...shape], DataType.uint8, values),
  }));
  try {
    const slots: Slot[] = [
      ...source.variables.map((variable) => variableSlot(backend, variable)),
      ...residents.map(({ name, shape, id }) => residentSlot(name, shape, id)),
    ];
    const residentIds: StepOpsSource['residents'] = Object.fromEntries(
      residents.map(({ name, shape, id }) => [name, { shape, id }]),
    );
    const slotGraph = slots.map(slotNodes);
    const handles = slotGraph.map(({ handle }, index) => ({ handle, dtype: slots[index]?.dtype ?? 0 }));
    const built = new Map<string, BuiltEndpoint>();
    const traces: Trace[] = [];
    for (const [index, [name, endpoint]] of Object.entries(source.endpoints).entries()) {
      const traced = trace(backend, slots, endpoint, residentIds, source.seed ?? 0);
      traces.push(traced);
      for (const count of endpoint.counts ?? [1]) {
        const inputs = { ...endpoint.inputs, [STEP_INPUT]: { shape: [], dtype: 'int32' as const } };
        const prefix = `endpoint_${index}_${count}`;
        built.set(
          endpointKey(name, count),
          buildEndpoint({ prefix, trace: traced, inputs, count, slots: handles, xla: source.xla ?? false }),
        );
      }
    }
    const nodes = [...slotGraph, ...built.values()].flatMap((part) => part.nodes);
    const bodies = [...built.values()].flatMap(({ body }) => (body ? [body] : []));
    const functions = [...branchesOf(traces), ...bodies];
    const model = accepted(() => source.loadGraph(encodeSavedModel(nodes, functions)));
    const access = slotGraph.map((one, index) => ({ ...one.access, slot: slots[index] as Slot }));
    return accepted(() => new CompiledProgram(backend, model, access, built, nodes.length));
  } finally {
    for (const { id } of residents) backend.binding.deleteTensor(id);
  }
}
