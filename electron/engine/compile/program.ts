import { STEP_INPUT, type BuiltEndpoint } from './endpoint.ts';
import type { NativeBackend, NativeTensor, NativeValues } from './native-backend.ts';
import type { Slot } from './slot.ts';

export interface RunOptions {
  /** Training step the random ops are keyed by; the first of them when `count` > 1. */
  step?: number;
  /** Steps in this call; feeds and results then have a leading dimension of this size. */
  count?: number;
}

/** The nodes through which a slot's value goes in and out. */
export interface SlotAccess {
  slot: Slot;
  feed: string;
  /** Fetched to write what was fed. */
  written: string;
  read: string;
}

export const endpointKey = (name: string, count: number): string => `${name}×${count}`;

/** A step as one native call. It holds its own copy of the variables: see `download` and `upload`. */
export class CompiledProgram {
  readonly #backend: NativeBackend;
  readonly #model: number;
  readonly #endpoints: ReadonlyMap<string, BuiltEndpoint>;
  readonly #slots: readonly SlotAccess[];

  constructor(
    backend: NativeBackend,
    model: number,
    slots: readonly SlotAccess[],
    endpoints: ReadonlyMap<string, BuiltEndpoint>,
    /** Nodes in the graph: a measure of its size. */
    readonly nodeCount: number,
  ) {
    this.#backend = backend;
    this.#model = model;
    this.#endpoints = endpoints;
    this.#slots = slots;
    this.#write(slots);
  }

  /**
   * Runs an endpoint. `feeds` holds every input by name, rows first; results come by the names the
   * traced function gave. Blocks until done. After an error the program's variables are undefined.
   */
  run(
    name: string,
    feeds: Readonly<Record<string, NativeValues>>,
    options: RunOptions = {},
  ): Record<string, NativeValues> {
    const count = options.count ?? 1;
    const endpoint = this.#endpoints.get(endpointKey(name, count));
    if (!endpoint) throw new Error(`The program has no endpoint ${name} for ${count} steps a call.`);
    const fed = endpoint.inputs.map((input) => {
      const values = input.name === STEP_INPUT ? Int32Array.of(options.step ?? 0) : feeds[input.name];
      if (!values) throw new Error(`The input ${input.name} was not fed.`);
      return { name: input.feed, shape: input.shape, dtype: input.dtype, values };
    });
    const results = this.#call(
      fed,
      endpoint.outputs.map(({ reference }) => reference),
    );
    return Object.fromEntries(endpoint.outputs.map((output, index) => [output.name, this.#take(results[index])]));
  }

  /** Copies the program's variables into the tfjs variables, for code that runs op by op. */
  download(): void {
    const own = this.#slots.filter(({ slot }) => slot.variable);
    if (own.length === 0) return;
    const results = this.#call(
      [],
      own.map(({ read }) => `${read}:0`),
    );
    own.forEach(({ slot }, index) => {
      const result = results[index];
      if (!result) return;
      const tensor = this.#backend.createOutputTensor(result);
      slot.assign(tensor);
      tensor.dispose();
    });
  }

  /** Copies the tfjs variables into the program. */
  upload(): void {
    this.#write(this.#slots.filter(({ slot }) => slot.variable));
  }

  dispose(): void {
    this.#backend.binding.deleteSavedModel(this.#model);
  }

  #write(slots: readonly SlotAccess[]): void {
    if (slots.length === 0) return;
    const ids = slots.map(({ slot }) => slot.valueId());
    const names = (key: 'feed' | 'written'): string => slots.map((one) => `${one[key]}:0`).join();
    const results = this.#backend.binding.runSavedModel(this.#model, ids, names('feed'), names('written'));
    for (const { id } of results) this.#backend.binding.deleteTensor(id);
  }

  #take(result: NativeTensor | undefined): NativeValues {
    if (!result) throw new Error('The compiled program gave too few results.');
    const values = this.#backend.binding.tensorDataSync(result.id);
    this.#backend.binding.deleteTensor(result.id);
    return values;
  }

  #call(
    fed: readonly { name: string; shape: readonly number[]; dtype: number; values: NativeValues }[],
    outputs: readonly string[],
  ): NativeTensor[] {
    const { binding } = this.#backend;
    const ids = fed.map(({ shape, dtype, values }) => binding.createTensor([...shape], dtype, values));
    try {
      const names = fed.map(({ name }) => `${name}:0`).join();
      return binding.runSavedModel(this.#model, ids, names, outputs.join());
    } finally {
      for (const id of ids) binding.deleteTensor(id);
    }
  }
}
