import { attribute, type Attribute, type ConstantValues, type GraphNode } from './graph-def.ts';

/** Collects nodes under fresh names; small constants are shared. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly #constants = new Map<string, string>();

  constructor(readonly prefix: string) {}

  /** Returns the node's name, which is also the reference to its first output. */
  add(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>>, name?: string): string {
    const fullName = `${this.prefix}/${name ?? `${op}_${this.nodes.length}`}`;
    this.nodes.push({ name: fullName, op, inputs, attributes });
    return fullName;
  }

  constant(dtype: number, shape: readonly number[], values: ConstantValues): string {
    const make = (): string =>
      this.add('Const', [], { dtype: attribute.type(dtype), value: attribute.tensor(dtype, shape, values) });
    if (values.length > 64) return make();
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const key = `${dtype}|${shape.join()}|${bytes.join()}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#constants.set(key, made);
    return made;
  }
}

export const after = (nodes: Iterable<string | null>): string[] =>
  [...new Set(nodes)].flatMap((node) => (node === null ? [] : [`^${node}`]));
