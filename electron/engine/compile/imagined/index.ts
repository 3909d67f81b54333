import { DataType, typeAttribute, type NativeBinding, type NativeTensor, type OpAttribute } from '../native-backend.ts';
import { RULES, type AttributeValues, type Known, type Outline } from './rules.ts';

/** Constants up to this size may decide a shape, so that results are remembered by what is in them. */
const SMALL = 64;

/** Integers may be shapes, axes or indices of later ops, so they are always computed. */
const IMAGINABLE: readonly number[] = [DataType.float32, DataType.float64, DataType.bool, DataType.uint8];

/** Ops whose results have a shape by what is in their inputs, of whatever type: what is counted from and to, and how. */
const BY_VALUES: readonly string[] = ['Range'];

const imaginable = (outlines: readonly Outline[]): boolean => outlines.every(({ dtype }) => IMAGINABLE.includes(dtype));

const valuesOf = (attributes: readonly OpAttribute[]): AttributeValues =>
  Object.fromEntries(attributes.map(({ name, value }) => [name, value]));

/** Whatever the shapes of an op's results depend on; null where that is numbers worked out on the way. */
function keyOf(op: string, attributes: readonly OpAttribute[], inputs: readonly Known[]): string | null {
  const parts = inputs.map(({ shape, dtype, values }) => {
    if (IMAGINABLE.includes(dtype) && !BY_VALUES.includes(op)) return [dtype, ...shape].join();
    return values && values.length <= SMALL ? [dtype, ...shape, 'of', ...values].join() : null;
  });
  return parts.includes(null) ? null : JSON.stringify([op, attributes, parts]);
}

/**
 * Ops without their arithmetic: what a trace wants of an op is the shape of its results. By rule where there is one, else
 * run once on zeros and remembered. A tensor that no one made has a negative id, of which tfjs frees nothing.
 */
export class ImaginedOps {
  readonly #binding: NativeBinding;
  readonly #known = new Map<number, Known>();
  readonly #remembered = new Map<string, readonly Outline[]>();
  #lastId = -1;

  constructor(binding: NativeBinding) {
    this.#binding = binding;
  }

  /** Says what a tensor is like that was not made by {@link execute}; its values only where they will stay. */
  introduce(id: number, known: Known): void {
    this.#known.set(id, known);
  }

  /** The results of a pure op. */
  execute(op: string, attributes: OpAttribute[], inputs: readonly number[], outputs: number): NativeTensor[] {
    const known = inputs.map((id) => this.#knownOf(id));
    const byRule = RULES.get(op)?.(known, valuesOf(attributes));
    if (byRule && imaginable(byRule)) return byRule.map((outline) => this.#imagine(outline));
    const key = keyOf(op, attributes, known);
    const remembered = key === null ? undefined : this.#remembered.get(key);
    if (remembered) return remembered.map((outline) => this.#imagine(outline));
    const results = this.#run(op, attributes, inputs, outputs);
    for (const { id, ...outline } of results) this.#known.set(id, outline);
    if (key !== null && imaginable(results)) this.#remembered.set(key, results);
    return results;
  }

  #knownOf(id: number): Known {
    const known = this.#known.get(id);
    if (!known) throw new Error(`Nothing is known of tensor ${id}.`);
    return known;
  }

  #imagine({ shape, dtype }: Outline): NativeTensor {
    this.#lastId -= 1;
    this.#known.set(this.#lastId, { shape, dtype });
    return { id: this.#lastId, shape: [...shape], dtype };
  }

  #run(op: string, attributes: OpAttribute[], inputs: readonly number[], outputs: number): NativeTensor[] {
    const made: number[] = [];
    try {
      const real = inputs.map((id) => (id < 0 ? this.#zeros(this.#knownOf(id), made) : id));
      return this.#binding.executeOp(op, attributes, real, outputs);
    } finally {
      for (const id of made) this.#binding.deleteTensor(id);
    }
  }

  /** @param made takes what is to be freed after use */
  #zeros({ shape, dtype }: Outline, made: number[]): number {
    const keep = (id: number | undefined): number => made[made.push(id ?? -1) - 1] ?? -1;
    const one = (op: string, attributes: OpAttribute[], inputs: number[]): number =>
      keep(this.#binding.executeOp(op, attributes, inputs, 1)[0]?.id);
    // The binding takes no array of every type.
    const zero = keep(this.#binding.createTensor([], DataType.float32, new Float32Array(1)));
    const typed = one('Cast', [typeAttribute('SrcT', DataType.float32), typeAttribute('DstT', dtype)], [zero]);
    const sides = keep(this.#binding.createTensor([shape.length], DataType.int32, Int32Array.from(shape)));
    return one('Fill', [typeAttribute('T', dtype), typeAttribute('index_type', DataType.int32)], [sides, typed]);
  }
}
