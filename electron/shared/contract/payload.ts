/** Values in one request, and characters of its texts and names: far more than the largest recipe has. */
const MOST_VALUES = 100_000;
const MOST_CHARACTERS = 2 ** 20;
/** Deeper than any request is nested. */
const DEEPEST = 32;

/**
 * Whether a request is small enough to be looked at: before any schema, and without copying it, because a large one
 * would hold up whoever reads it. Gives up at the first thing too many.
 */
export function isModest(payload: unknown): boolean {
  let values = 0;
  let characters = 0;
  const isModestAt = (value: unknown, depth: number): boolean => {
    values += 1;
    if (values > MOST_VALUES || depth > DEEPEST) return false;
    if (typeof value === 'string') return (characters += value.length) <= MOST_CHARACTERS;
    if (typeof value === 'bigint') return false;
    if (typeof value !== 'object' || value === null) return true;
    // Buffers, maps, sets: no request of the contract holds any, and each may hide as much as it likes.
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof Map || value instanceof Set)
      return false;
    if (Array.isArray(value)) {
      if (value.length > MOST_VALUES - values) return false;
      return value.every((entry) => isModestAt(entry, depth + 1));
    }
    for (const name in value) {
      characters += name.length;
      if (characters > MOST_CHARACTERS || !isModestAt((value as Record<string, unknown>)[name], depth + 1))
        return false;
    }
    return true;
  };
  return isModestAt(payload, 0);
}

export const TOO_LARGE = 'The window asked for more at once than Forger takes.';
