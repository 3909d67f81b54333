import { createHash } from 'node:crypto';
import type { FileMark } from '@shared/run.ts';
import { fileChunks, NotAFile, systemCode } from './files/index.ts';

const NEWLINE = 0x0a;

function linesIn(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}

/** Hashes a file that grows as it grows, so that what it held at any moment costs nothing to say. */
export class Tally {
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #lines = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get lines(): number {
    return this.#lines;
  }

  add(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    this.#lines += linesIn(bytes);
  }

  mark(): FileMark {
    return { bytes: this.#bytes, lines: this.#lines, sha256: this.#hash.copy().digest('hex') };
  }
}

/** Of a file as it is; of none where it is not there. */
export async function tallyOf(path: string): Promise<Tally> {
  const tally = new Tally();
  try {
    for await (const chunk of fileChunks(path)) tally.add(chunk);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
  return tally;
}

/** What a file was once said to hold; older checkpoints know its length alone. */
export type Claim = Pick<FileMark, 'bytes'> & Partial<FileMark>;

/** A file held against a claim. `cut`: it is shorter; `altered`: as long, and other bytes. */
export type Held = 'whole' | 'cut' | 'altered';

/**
 * Holds a file against what it was said to hold, all in one reading and no further than the longest claim.
 * @param claims in the order of their bytes
 * @returns what became of each, in that order, and a tally of what was read
 */
export async function holdAgainst(path: string, claims: readonly Claim[]): Promise<{ held: Held[]; tally: Tally }> {
  const tally = new Tally();
  const held: Held[] = [];
  const judge = (): void => {
    for (let claim = claims[held.length]; claim?.bytes === tally.bytes; claim = claims[held.length])
      held.push(claim.sha256 === undefined || claim.sha256 === tally.mark().sha256 ? 'whole' : 'altered');
  };
  judge();
  for await (const chunk of fileChunks(path, claims.at(-1)?.bytes ?? 0)) {
    for (let from = 0; from < chunk.length;) {
      const until = (claims[held.length]?.bytes ?? Number.POSITIVE_INFINITY) - tally.bytes;
      const piece = chunk.subarray(from, from + until);
      tally.add(piece);
      from += piece.length;
      judge();
    }
  }
  return { held: claims.map((_, at) => held[at] ?? 'cut'), tally };
}

/** Whether a file still begins with what it once held. */
export async function isWhole(path: string, claim: Claim): Promise<boolean> {
  if (claim.bytes === 0) return true;
  try {
    return (await holdAgainst(path, [claim])).held[0] === 'whole';
  } catch (error) {
    if (error instanceof NotAFile || systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}
