/** The keyboard in lists that are one tab stop: arrows move inside, letters jump. Pure. */

/**
 * Where a key takes the focus.
 * @param wrap from the last to the first, as menus do; lists stop at their ends
 * @returns null where the key is no such one
 */
export function stepTo(key: string, at: number, count: number, wrap: boolean): number | null {
  const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1 }[key];
  if (target === undefined || count === 0) return null;
  if (wrap) return (target + count) % count;
  return Math.max(0, Math.min(count - 1, target));
}

/** Letters that follow each other so quickly make one beginning. */
const TYPING_MS = 700;

/** Finds an entry by its first letters, from the one that has the focus on. */
export class TypeAhead {
  #typed = '';
  #last = -Infinity;

  /** @param now in milliseconds @returns its place; null where no entry begins so, or the key is no letter */
  find(key: string, labels: readonly string[], at: number, now: number): number | null {
    if ([...key].length !== 1 || key.trim() === '') return null;
    const letter = key.toLowerCase();
    this.#typed = now - this.#last > TYPING_MS ? letter : this.#typed + letter;
    this.#last = now;
    // The same letter again walks through the entries that begin with it.
    const again = [...this.#typed].every((typed) => typed === letter);
    const wanted = again ? letter : this.#typed;
    const from = again ? at + 1 : Math.max(at, 0);
    const order = labels.map((_, index) => (from + index) % labels.length);
    return order.find((index) => labels[index]?.toLowerCase().startsWith(wanted)) ?? null;
  }
}
