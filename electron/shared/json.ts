/** Far deeper than anything Forger writes; what walks a value by calling itself gives up at some thousands. */
const MOST_DEPTH = 100;

const [QUOTE, BACKSLASH] = ['"', '\\'];
const [OPENING, CLOSING] = ['[{', ']}'];

/** How many arrays and objects lie in one another at most. @param json whole and sound */
function depthOf(json: string): number {
  let [depth, most, inText] = [0, 0, false];
  for (let at = 0; at < json.length; at += 1) {
    const character = json.charAt(at);
    if (character === QUOTE) inText = !inText;
    else if (inText) at += character === BACKSLASH ? 1 : 0;
    else if (OPENING.includes(character)) most = Math.max(most, (depth += 1));
    else if (CLOSING.includes(character)) depth -= 1;
  }
  return most;
}

/** Sound JSON that was made to break whoever looks into it. */
export class NestingError extends Error {
  override readonly name = 'NestingError';
}

/**
 * A value from a JSON text of a file, which is somebody else's: every file is read through this, and then held to a schema.
 * @throws {SyntaxError} when it is no JSON; {NestingError}
 */
export function parseJsonText(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (depthOf(text) > MOST_DEPTH) throw new NestingError(`It is nested more than ${MOST_DEPTH} deep.`);
  return value;
}
