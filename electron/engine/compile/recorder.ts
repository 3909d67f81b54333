import type { Tensor } from '@tensorflow/tfjs-core';
import { attribute, encodeAttribute, type Attribute, type ConstantValues } from './graph-def.ts';
import type { ImaginedOps } from './imagined/index.ts';
import {
  dataTypeOf,
  DataType,
  tensorId,
  type NativeBackend,
  type NativeBinding,
  type NativeTensor,
  type NativeValues,
  type OpAttribute,
} from './native-backend.ts';
import { CONDITIONAL, conditionalAttributes, LENGTH_WHEN } from './length-when.ts';
import { AFTER, changesResources, isPureOp } from './op-table.ts';
import { CompileRefusal } from './refusal.ts';
import type { Slot } from './slot.ts';
import type { Entry, Trace, ValueSource } from './trace.ts';

type Attributes = Readonly<Record<string, Attribute>>;

/** What is known of a slot while its variable is traced. */
interface SlotState {
  readonly slot: Slot;
  readonly index: number;
  /** How often it was changed in place. */
  version: number;
  /** The read of that version. */
  read: number;
  /** What a resource holds: the read, or what was assigned since. Of a tfjs variable the tensor tells. */
  current: number;
}

const encodeAttributes = (attributes: readonly OpAttribute[]): Attributes =>
  Object.fromEntries(attributes.map((one) => [one.name, encodeAttribute(one)]));

/** Notes every native op while a function runs, and lets it be imagined. */
export class TraceRecorder {
  readonly #values: ValueSource[] = [];
  readonly #entries: Entry[] = [];
  readonly #byTensor = new Map<number, number>();
  readonly #slots: readonly SlotState[];
  readonly #byHandle = new Map<number, SlotState>();

  constructor(
    readonly backend: NativeBackend,
    slots: readonly Slot[],
    inputs: ReadonlyMap<string, Tensor>,
    readonly imagined: ImaginedOps,
  ) {
    this.#slots = slots.map((slot, index) => {
      const read = this.#add({ kind: 'read', slot: index, version: 0 });
      const state = { slot, index, version: 0, read, current: read };
      const handle = slot.handle();
      if (handle === null) {
        this.#byTensor.set(slot.valueId(), read);
        imagined.introduce(slot.valueId(), slot);
      } else this.#byHandle.set(handle, state);
      return state;
    });
    for (const [name, tensor] of inputs) {
      const id = tensorId(backend, tensor);
      this.#byTensor.set(id, this.#add({ kind: 'input', name }));
      imagined.introduce(id, { shape: tensor.shape, dtype: dataTypeOf(tensor.dtype) });
    }
  }

  valueOf(tensor: Tensor): number {
    return this.#valueOfId(tensorId(this.backend, tensor));
  }

  result(): Omit<Trace, 'outputs'> {
    return {
      values: this.#values,
      entries: this.#entries,
      finals: this.#slots.map((state) => this.#currentValue(state)),
      versions: this.#slots.map(({ version }) => version),
    };
  }

  /** The binding, listening: no variable is changed, and little is worked out; everything else goes on to the real one. */
  listen(binding: NativeBinding): NativeBinding {
    const own: Pick<NativeBinding, 'executeOp' | 'createTensor' | 'tensorDataSync' | 'deleteTensor'> = {
      executeOp: (op, attributes, inputs, outputs) => {
        const note = this.#notice(op, attributes, inputs);
        const results = this.#results(binding, op, attributes, inputs, outputs);
        note(results);
        return results;
      },
      createTensor: (shape, dtype, values) => {
        const id = binding.createTensor(shape, dtype, values);
        const constant = { dtype, shape: [...shape], values: constantValues(dtype, values) };
        this.#byTensor.set(id, this.#add({ kind: 'constant', ...constant }));
        this.imagined.introduce(id, constant);
        return id;
      },
      deleteTensor: (id) => {
        // What was imagined is nowhere.
        if (id >= 0) binding.deleteTensor(id);
      },
      tensorDataSync: (id) => {
        if (!this.#byTensor.has(id)) return binding.tensorDataSync(id);
        throw new CompileRefusal(
          'reads-values',
          'The step reads the values of a tensor, so its course may depend on them.',
        );
      },
    };
    return Object.create(binding, Object.getOwnPropertyDescriptors(own)) as NativeBinding;
  }

  /** What an op gives. Variables are read but never changed: what was assigned meanwhile is noted alone. */
  #results(
    binding: NativeBinding,
    op: string,
    attributes: OpAttribute[],
    inputs: number[],
    outputs: number,
  ): NativeTensor[] {
    const [handle = -1] = inputs;
    const state = this.#byHandle.get(handle);
    if (!state) {
      // Op by op everything runs in its order anyway.
      if (op === AFTER) return this.imagined.execute('Identity', attributes, inputs.slice(0, 1), outputs);
      // A scalar too.
      if (op === LENGTH_WHEN) return this.imagined.execute('L2Loss', attributes, inputs.slice(1, 2), outputs);
      return this.imagined.execute(op, attributes, inputs, outputs);
    }
    if (op !== 'ReadVariableOp') return [];
    const read = binding.executeOp(op, attributes, inputs, outputs);
    for (const { id } of read) this.imagined.introduce(id, state.slot);
    return read;
  }

  /** Notes an op that is about to run; what it returns takes the op's results. */
  #notice(
    op: string,
    attributes: OpAttribute[],
    inputs: readonly number[],
  ): (results: readonly NativeTensor[]) => void {
    const states = inputs.flatMap((id) => this.#byHandle.get(id) ?? []);
    const data = inputs.filter((id) => !this.#byHandle.has(id)).map((id) => this.#valueOfId(id));
    const [state] = states;
    if (op === 'ReadVariableOp' && state) {
      return ([result]) => {
        if (result) this.#byTensor.set(result.id, state.current);
      };
    }
    if (op === 'AssignVariableOp' && state) {
      state.current = data[0] ?? state.current;
      return () => undefined;
    }
    if (changesResources(op) && state) {
      this.#change(op, encodeAttributes(attributes), states, data);
      return () => undefined;
    }
    if (op === AFTER) return this.#pure('Identity', encodeAttributes(attributes), data.slice(0, 1), data.slice(1));
    if (op === LENGTH_WHEN) return this.#pure(CONDITIONAL, conditionalAttributes(data.length - 1), data);
    if (!isPureOp(op) || state) throw new CompileRefusal('unknown-op', `The op ${op} cannot be compiled.`);
    return this.#pure(op, encodeAttributes(attributes), data);
  }

  #pure(
    op: string,
    attributes: Attributes,
    inputs: readonly number[],
    after: readonly number[] = [],
  ): (results: readonly NativeTensor[]) => void {
    const order = after.length > 0 && { after };
    const entry = this.#entries.push({ op, attributes, inputs, slots: [], ...order }) - 1;
    return (results) =>
      results.forEach(({ id }, index) => this.#byTensor.set(id, this.#add({ kind: 'output', entry, index })));
  }

  #change(op: string, attributes: Attributes, states: readonly SlotState[], inputs: readonly number[]): void {
    for (const state of states) {
      const value = this.#currentValue(state);
      // What was assigned so far exists as a value only: put it where the op will look for it.
      if (value === state.read) continue;
      const type = { dtype: attribute.type(state.slot.dtype) };
      this.#entries.push({ op: 'AssignVariableOp', attributes: type, inputs: [value], slots: [state.index] });
      this.#advance(state);
    }
    this.#entries.push({ op, attributes, inputs, slots: states.map(({ index }) => index) });
    for (const state of states) this.#advance(state);
  }

  #advance(state: SlotState): void {
    state.version += 1;
    state.read = this.#add({ kind: 'read', slot: state.index, version: state.version });
    state.current = state.read;
  }

  #currentValue({ slot, current }: SlotState): number {
    return slot.handle() === null ? this.#valueOfId(slot.valueId()) : current;
  }

  #add(source: ValueSource): number {
    return this.#values.push(source) - 1;
  }

  #valueOfId(id: number): number {
    const value = this.#byTensor.get(id);
    if (value !== undefined) return value;
    throw new CompileRefusal(
      'outside-tensor',
      'The step uses a tensor made outside of it that is neither an input nor one of the listed variables.',
    );
  }
}

/** Copies, because the caller may write into its array later. */
function constantValues(dtype: number, values: NativeValues): ConstantValues {
  const known: readonly number[] = [DataType.float32, DataType.int32, DataType.int64, DataType.bool, DataType.uint8];
  if (known.includes(dtype)) return values.slice();
  throw new CompileRefusal('unsupported-type', 'The step holds a constant of a type that cannot be compiled.');
}
