/** Far deeper than anything Forger writes; what walks a value by calling itself gives up at some thousands. */
const MAX_DEPTH = 100;

/** A text that is not the JSON it should be; `message` ends a sentence: "it is not JSON: …". */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
}

/**
 * A value from a JSON text of a file, which is somebody else's: with a byte-order mark, as some editors save it, and no
 * deeper than any file of Forger's. Every file is read through this, and then held to a schema.
 * @throws {JsonTextError} in words that say where
 */
export function parseJsonText(text: string): unknown {
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (deeperThan(json, MAX_DEPTH)) throw new JsonTextError(`it holds lists in lists, more than ${MAX_DEPTH} deep`);
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new JsonTextError(`it is not JSON${placeOf(json, String(error))}`, { cause: error });
  }
}

function deeperThan(json: string, most: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < json.length; at += 1) {
    const sign = json[at];
    if (quoted) {
      if (sign === '\\') at += 1;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === '{' || sign === '[') {
      depth += 1;
      if (depth > most) return true;
    } else if (sign === '}' || sign === ']') depth -= 1;
  }
  return false;
}

/** ": line 3, column 8 cannot be read", where the engine says at which character it stopped. */
function placeOf(json: string, reason: string): string {
  const position = /at position (\d+)/.exec(reason)?.[1];
  if (position === undefined || Number(position) >= json.trimEnd().length)
    return json.trim() === '' ? ': it is empty' : ': it breaks off';
  const lines = json.slice(0, Number(position)).split('\n');
  return `: line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1} cannot be read`;
}
