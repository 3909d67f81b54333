import { cutOff } from './refused.ts';

/** What stands behind a 0 instead of a number of pixels. */
const ESCAPE = { endOfRow: 0, endOfImage: 1, step: 2 } as const;

interface Runs {
  width: number;
  height: number;
  /** Of a colour's number. */
  bits: 4 | 8;
}

/**
 * Unpacks the runs of a BMP: numbers of colours, a byte each, rows as they lie in the file. What no run reaches has
 * number 0; what reaches beyond a row is left out. Format: Microsoft, "Bitmap Compression".
 * @throws RefusedImage where the runs break off
 */
export function unpackRuns(runs: Uint8Array, { width, height, bits }: Runs): Uint8Array {
  const made = new Uint8Array(width * height);
  let [x, y, at] = [0, 0, 0];
  const next = (): number => {
    const byte = runs[at++];
    if (byte === undefined) throw cutOff();
    return byte;
  };
  const put = (colour: number): void => {
    if (x < width && y < height) made[y * width + x] = colour;
    x += 1;
  };
  /** Of two colours in a byte the first one lies higher. */
  const half = (byte: number, index: number): number => (bits === 8 ? byte : index % 2 === 0 ? byte >> 4 : byte & 15);
  while (y < height) {
    const count = next();
    const value = next();
    if (count > 0) for (let index = 0; index < count; index += 1) put(half(value, index));
    else if (value === ESCAPE.endOfImage) break;
    else if (value === ESCAPE.endOfRow) [x, y] = [0, y + 1];
    else if (value === ESCAPE.step) [x, y] = [x + next(), y + next()];
    else {
      const start = at;
      for (let index = 0, byte = 0; index < value; index += 1) {
        if (bits === 8 || index % 2 === 0) byte = next();
        put(half(byte, index));
      }
      // Pixels that stand for themselves take whole words.
      at += (at - start) % 2;
    }
  }
  return made;
}
