import type { Outline } from './outline.ts';

/** One style of a family: its outline of each character it has. */
export interface Face {
  /** As people know it: "Exo 2 Bold Italic". */
  name: string;
  family: string;
  outlines: ReadonlyMap<string, Outline>;
}

/** The faces opened so far, as the characters see them. */
export class Alphabet {
  /** By character, then by family. */
  readonly #outlines = new Map<string, Map<string, Outline[]>>();
  readonly #lists = new Map<string, readonly (readonly Outline[])[]>();

  add({ family, outlines }: Face): void {
    for (const [character, outline] of outlines) {
      const families = this.#outlines.get(character) ?? new Map<string, Outline[]>();
      this.#outlines.set(character, families);
      families.set(family, [...(families.get(family) ?? []), outline]);
      this.#lists.delete(character);
    }
  }

  /**
   * The outlines of a character by family: a family is picked first and a face of it next, so that one with
   * twenty weights is not seen twenty times as often. Families in the order they came.
   */
  families(character: string): readonly (readonly Outline[])[] {
    const known = this.#lists.get(character);
    if (known) return known;
    const list = [...(this.#outlines.get(character)?.values() ?? [])];
    this.#lists.set(character, list);
    return list;
  }
}
