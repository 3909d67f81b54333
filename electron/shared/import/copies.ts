import type { PictureFacts } from './facts.ts';
import { isBlank } from './blank.ts';
import type { Rows } from './rows.ts';

/** What tells a picture from its copies. */
export type Print = Pick<PictureFacts, 'digest' | 'hash' | 'brightness' | 'contrast' | 'border' | 'sharpness'>;

/**
 * Bits of the hash that near copies may differ in. Of pictures that were made half or 1.3 times as large, or were saved as
 * a JPEG of quality 75 or 40, 95 of 100 differ in no more.
 */
export const NEAR_BITS = 3;
/** Grey levels that brightness, contrast, border and sharpness may differ in, or this share of a sharpness. */
const NEAR_LEVELS = 3;
const NEAR_SHARPNESS = 0.1;
/** Of hashes that differ in no more bits than that, one of so many parts is equal. */
const PARTS = NEAR_BITS + 1;
const BITS_A_PART = 64 / PARTS;

/** That a picture is no copy. */
export const FIRST = -1;

/**
 * Of each picture the number of the first whose file is the same, byte by byte, or {@link FIRST}.
 * @param left true for those that do not count
 */
export function copiesAmong(prints: Rows<Pick<Print, 'digest'>>, left: (at: number) => boolean): Int32Array {
  const firsts = new Map<string, number>();
  return Int32Array.from({ length: prints.length }, (_, at) => {
    const digest = left(at) ? undefined : prints.at(at)?.digest;
    if (digest === undefined) return FIRST;
    const first = firsts.get(digest);
    if (first === undefined) firsts.set(digest, at);
    return first ?? FIRST;
  });
}

const bitsOf = (word: number): number => {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (((fours + (fours >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
};

/** Bits that two hashes of 16 hexadecimal digits differ in. */
export const hashDistance = (a: string, b: string): number =>
  [0, 8].reduce((sum, at) => sum + bitsOf(wordAt(a, at) ^ wordAt(b, at)), 0);

const wordAt = (hash: string, at: number): number => Number.parseInt(hash.slice(at, at + 8), 16) | 0;

/** Hashes of pictures whose ground is even are alike too often: their tones must be alike as well. */
function tonesAlike(a: Print, b: Print): boolean {
  return (
    Math.abs(a.brightness - b.brightness) <= NEAR_LEVELS &&
    Math.abs(a.contrast - b.contrast) <= NEAR_LEVELS &&
    Math.abs(a.border.brightness - b.border.brightness) <= NEAR_LEVELS &&
    Math.abs(a.border.contrast - b.border.contrast) <= NEAR_LEVELS &&
    Math.abs(a.sharpness - b.sharpness) <= Math.max(NEAR_LEVELS, NEAR_SHARPNESS * Math.max(a.sharpness, b.sharpness))
  );
}

/** Whether two pictures are the same to the eye: one of another size, or saved with another loss. */
export const nearlyAlike = (a: Print, b: Print): boolean =>
  hashDistance(a.hash, b.hash) <= NEAR_BITS && tonesAlike(a, b);

/** Shelves are so wide that what is alike lies on the same or the next. */
const levelOf = (value: number): number => Math.floor(value / (2 * NEAR_LEVELS)) + 1;
const LEVELS = 64;
const toneOf = (brightness: number, contrast: number): number => brightness * LEVELS + contrast;

function tonesAround({ brightness, contrast }: Print): number[] {
  const around = (value: number): Set<number> => new Set([levelOf(value - NEAR_LEVELS), levelOf(value + NEAR_LEVELS)]);
  return [...around(brightness)].flatMap((first) => [...around(contrast)].map((second) => toneOf(first, second)));
}

/** Pictures that later ones are held against, found by a part of their hash and by how bright they are. */
class Firsts {
  readonly #prints: Rows<Print>;
  readonly #shelves = new Map<number, number[]>();
  readonly #words: Int32Array;

  constructor(prints: Rows<Print>) {
    this.#prints = prints;
    this.#words = new Int32Array(prints.length * 2);
  }

  /** Asked before a picture is sought or added. */
  read(at: number, { hash }: Print): void {
    this.#words.set([wordAt(hash, 0), wordAt(hash, 8)], at * 2);
  }

  /** Part by part; of a part there is one shelf for each few levels of brightness and contrast. */
  #shelf(at: number, part: number, tone: number): number {
    const word = this.#words[at * 2 + (part >> 1)] ?? 0;
    const bits = part & 1 ? word & 0xffff : word >>> BITS_A_PART;
    return (tone * PARTS + part) * 2 ** BITS_A_PART + bits;
  }

  add(at: number, { brightness, contrast }: Print): void {
    const tone = toneOf(levelOf(brightness), levelOf(contrast));
    for (let part = 0; part < PARTS; part += 1) {
      const shelf = this.#shelf(at, part, tone);
      const there = this.#shelves.get(shelf);
      if (there) there.push(at);
      else this.#shelves.set(shelf, [at]);
    }
  }

  /** The first added that is nearly alike, or {@link FIRST}. */
  find(at: number, own: Print): number {
    let found = FIRST;
    for (const tone of tonesAround(own))
      for (let part = 0; part < PARTS; part += 1)
        for (const other of this.#shelves.get(this.#shelf(at, part, tone)) ?? []) {
          if (found !== FIRST && other >= found) break;
          if (this.#near(at, own, other)) found = other;
        }
    return found;
  }

  #near(at: number, own: Print, other: number): boolean {
    const differ = (half: number): number =>
      bitsOf((this.#words[at * 2 + half] ?? 0) ^ (this.#words[other * 2 + half] ?? 0));
    if (differ(0) + differ(1) > NEAR_BITS) return false;
    const print = this.#prints.at(other);
    return print !== undefined && tonesAlike(own, print);
  }
}

/**
 * Of each picture the number of the first that is the same to the eye and no near copy itself, or {@link FIRST}. Blank
 * ones are all alike, and none of them counts.
 * @param left true for those that do not count: exact copies and what is left out
 */
export function nearCopiesAmong(prints: Rows<Print>, left: (at: number) => boolean): Int32Array {
  const firsts = new Firsts(prints);
  return Int32Array.from({ length: prints.length }, (_, at) => {
    const print = left(at) ? undefined : prints.at(at);
    if (!print || isBlank(print)) return FIRST;
    firsts.read(at, print);
    const first = firsts.find(at, print);
    if (first === FIRST) firsts.add(at, print);
    return first;
  });
}
