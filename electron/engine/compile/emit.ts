import { attribute } from './graph-def.ts';
import { after, type GraphBuilder } from './graph-builder.ts';
import type { Entry, Trace } from './trace.ts';

/** A slot's resource while nodes are laid down: its last write, and the read since. */
export interface SlotNodes {
  readonly handle: string;
  readonly dtype: number;
  write: string | null;
  read: string | null;
}

/**
 * Lays down the nodes of one traced step. Order is kept by control edges: a slot is read before it is
 * written and after what wrote it last, also where no data flows between the two (the gradient of a bias
 * does not read the bias).
 */
class StepEmitter {
  readonly #references = new Map<number, string>();
  readonly #outputsOf = new Map<number, { value: number; index: number }[]>();
  readonly #reached: number[];
  readonly #liveEntries = new Set<number>();
  readonly #liveReads = new Map<string, number>();

  constructor(
    readonly builder: GraphBuilder,
    readonly trace: Trace,
    inputs: ReadonlyMap<string, string>,
    readonly slots: readonly SlotNodes[],
  ) {
    this.#reached = slots.map(() => 0);
    trace.values.forEach((source, value) => {
      const fed = source.kind === 'input' ? inputs.get(source.name) : undefined;
      if (fed !== undefined) this.#references.set(value, fed);
      if (source.kind !== 'output') return;
      const outputs = this.#outputsOf.get(source.entry) ?? [];
      this.#outputsOf.set(source.entry, [...outputs, { value, index: source.index }]);
    });
  }

  /** Returns the references of the trace's outputs, in its order. */
  emit(): string[] {
    const { trace } = this;
    const assigned = trace.finals.flatMap((value, slot) => (this.#isLatestRead(value, slot) ? [] : [{ slot, value }]));
    this.#findLive([...trace.outputs, ...assigned].map(({ value }) => value));
    this.slots.forEach((_, slot) => this.#read(slot));
    trace.entries.forEach((entry, index) => {
      if (this.#liveEntries.has(index)) this.#emitEntry(entry, index);
    });
    const outputs = trace.outputs.map(({ value }) => this.#reference(value));
    // All new values before the first assignment: two variables may swap theirs.
    const assignments = assigned.map(({ slot, value }) => ({ slot, data: this.#reference(value) }));
    for (const { slot, data } of assignments) {
      this.#write('AssignVariableOp', [slot], [data], { dtype: attribute.type(this.slots[slot]?.dtype ?? 0) });
    }
    return outputs;
  }

  #isLatestRead(value: number, slot: number): boolean {
    const source = this.trace.values[value];
    return source?.kind === 'read' && source.slot === slot && source.version === this.trace.versions[slot];
  }

  /** What results and variables need; gradients that nobody uses are left out. */
  #findLive(roots: readonly number[]): void {
    const open = [...roots];
    this.trace.entries.forEach(({ slots, inputs }, index) => {
      if (slots.length === 0) return;
      this.#liveEntries.add(index);
      open.push(...inputs);
    });
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      const source = this.trace.values[value];
      if (source?.kind === 'read') this.#liveReads.set(`${source.slot}/${source.version}`, value);
      if (source?.kind !== 'output' || this.#liveEntries.has(source.entry)) continue;
      this.#liveEntries.add(source.entry);
      const entry = this.trace.entries[source.entry];
      open.push(...(entry?.inputs ?? []), ...(entry?.after ?? []));
    }
  }

  /** Reads a slot's present version, if anything needs it: at once, so that no later write overtakes. */
  #read(slot: number): void {
    const nodes = this.slots[slot];
    const value = this.#liveReads.get(`${slot}/${this.#reached[slot] ?? 0}`);
    if (!nodes || value === undefined) return;
    // The step before may have read this version already.
    nodes.read ??= this.builder.add('ReadVariableOp', [nodes.handle, ...after([nodes.write])], {
      dtype: attribute.type(nodes.dtype),
    });
    this.#references.set(value, nodes.read);
  }

  #write(op: string, slots: readonly number[], data: readonly string[], attributes: Entry['attributes']): void {
    const written = slots.flatMap((slot) => this.slots[slot] ?? []);
    const order = after(written.flatMap(({ read, write }) => [read, write]));
    const node = this.builder.add(op, [...written.map(({ handle }) => handle), ...data, ...order], attributes);
    for (const nodes of written) Object.assign(nodes, { write: node, read: null });
  }

  #emitEntry(entry: Entry, index: number): void {
    const data = entry.inputs.map((value) => this.#reference(value));
    if (entry.slots.length > 0) {
      this.#write(entry.op, entry.slots, data, entry.attributes);
      for (const slot of entry.slots) {
        this.#reached[slot] = (this.#reached[slot] ?? 0) + 1;
        this.#read(slot);
      }
      return;
    }
    const order = after((entry.after ?? []).map((value) => this.#reference(value).split(':')[0] ?? null));
    const node = this.builder.add(entry.op, [...data, ...order], entry.attributes);
    for (const { value, index: output } of this.#outputsOf.get(index) ?? []) {
      this.#references.set(value, output === 0 ? node : `${node}:${output}`);
    }
  }

  #reference(value: number): string {
    const known = this.#references.get(value);
    if (known !== undefined) return known;
    const source = this.trace.values[value];
    if (source?.kind !== 'constant') throw new Error('A value is used before it is made.');
    const made = this.builder.constant(source.dtype, source.shape, source.values);
    this.#references.set(value, made);
    return made;
  }
}

/** Lays down one traced step after those before it; `slots` carries the order on. Returns the outputs' references. */
export const emitStep = (
  builder: GraphBuilder,
  trace: Trace,
  inputs: ReadonlyMap<string, string>,
  slots: readonly SlotNodes[],
): string[] => new StepEmitter(builder, trace, inputs, slots).emit();
