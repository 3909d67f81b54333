import { forEach, type Sliced } from '../sliced.ts';
import { isBlank } from './blank.ts';
import { FIRST, type Print } from './copies.ts';
import type { Rows } from './rows.ts';

/**
 * Bits of the hash that near copies may differ in. Of pictures that were made half or 1.3 times as large, or were saved as
 * a JPEG of quality 75 or 40, 95 of 100 differ in no more.
 */
export const NEAR_BITS = 3;
/** Grey levels that brightness, contrast, border and sharpness may differ in, or this share of a sharpness. */
const NEAR_LEVELS = 3;
const NEAR_SHARPNESS = 0.1;

const bitsOf = (word: number): number => {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
};

const wordAt = (hash: string, at: number): number => Number.parseInt(hash.slice(at, at + 8), 16) | 0;

/** Bits that two hashes of 16 hexadecimal digits differ in. */
export const hashDistance = (a: string, b: string): number =>
  [0, 8].reduce((sum, at) => sum + bitsOf(wordAt(a, at) ^ wordAt(b, at)), 0);

const TONES = 5;
const tonesOf = ({ brightness, contrast, border, sharpness }: Print): readonly number[] => [
  brightness,
  contrast,
  border.brightness,
  border.contrast,
  sharpness,
];

/** Hashes of pictures whose ground is even are alike too often: their tones must be alike as well. @param at of the others' tones */
function tonesAlike(own: ArrayLike<number>, others: ArrayLike<number>, at: number): boolean {
  for (let tone = 0; tone < TONES - 1; tone += 1)
    if (Math.abs((own[tone] ?? 0) - (others[at + tone] ?? 0)) > NEAR_LEVELS) return false;
  const [sharpness, other] = [own[TONES - 1] ?? 0, others[at + TONES - 1] ?? 0];
  return Math.abs(sharpness - other) <= Math.max(NEAR_LEVELS, NEAR_SHARPNESS * Math.max(sharpness, other));
}

/** Whether two pictures are the same to the eye: one of another size, or saved with another loss. */
export const nearlyAlike = (a: Print, b: Print): boolean =>
  hashDistance(a.hash, b.hash) <= NEAR_BITS && tonesAlike(tonesOf(a), tonesOf(b), 0);

/**
 * Of hashes that differ in no more bits than near ones may, one of so many parts is equal. Parts run across the picture, so
 * that each has something of its middle: rows along the edge are equal in most pictures on even ground.
 */
const PARTS = NEAR_BITS + 1;
const MASKS = Array.from({ length: PARTS }, (_, part) =>
  [0, 1, 2, 3].reduce((mask, row) => (mask << 8) | (0x88 >> ((part - row + PARTS) % PARTS)), 0),
);

/** Tones that pictures are shelved by. Shelves are so wide that what is alike lies on the same or the next, and mostly on the same. */
const SHELVED: readonly number[] = [0, 1, 3];
const shelfOf = (level: number): number => Math.floor(level / (4 * NEAR_LEVELS));
/** Levels go a little beyond 255, and below 0. */
const SHELVES = 32;

/** Pictures that later ones are held against, found by a part of their hash and by their tones. */
class Firsts {
  readonly #words: Int32Array;
  readonly #tones: Float64Array;
  /** Chains of pictures that lie in one slot: the last one's entry, and of each entry the one before. 0 is none. */
  readonly #slots: Int32Array;
  readonly #before: Int32Array;
  readonly #pictures: Int32Array;
  #entries = 0;

  constructor(count: number) {
    const entries = count * PARTS;
    this.#words = new Int32Array(count * 2);
    this.#tones = new Float64Array(count * TONES);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(entries + 2)));
    this.#before = new Int32Array(entries + 1);
    this.#pictures = new Int32Array(entries + 1);
  }

  /** Any slot will do, if it is the same for the same: what lies there is held against what is sought. */
  #slot(part: number, first: number, second: number, shelves: number): number {
    const mask = MASKS[part] ?? 0;
    const bits = Math.imul(first & mask, 0x9e3779b1) ^ Math.imul(second & mask, 0x85ebca6b);
    const mixed = Math.imul(bits ^ (bits >>> 15) ^ Math.imul(shelves, 0xc2b2ae35), 0x27d4eb2f);
    return (mixed ^ (mixed >>> 15)) & (this.#slots.length - 1);
  }

  /** The shelves that what is alike lies on. */
  #shelvesAround(tones: readonly number[]): number[] {
    return SHELVED.reduce<number[]>(
      (around, tone) => {
        const level = tones[tone] ?? 0;
        const [low, high] = [shelfOf(level - NEAR_LEVELS), shelfOf(level + NEAR_LEVELS)];
        const shelves = low === high ? [low] : [low, high];
        return around.flatMap((before) => shelves.map((shelf) => before * SHELVES + shelf));
      },
      [0],
    );
  }

  /** The first added that is nearly alike, or {@link FIRST}, whereupon it is added itself. Numbers rise. */
  findOrAdd(at: number, print: Print): number {
    const [first, second] = [wordAt(print.hash, 0), wordAt(print.hash, 8)];
    const tones = tonesOf(print);
    const found = this.#find(first, second, tones);
    if (found === FIRST) this.#add(at, first, second, tones);
    return found;
  }

  #find(first: number, second: number, tones: readonly number[]): number {
    let found = FIRST;
    for (const shelves of this.#shelvesAround(tones))
      for (let part = 0; part < PARTS; part += 1) {
        const slot = this.#slot(part, first, second, shelves);
        for (let entry = this.#slots[slot] ?? 0; entry !== 0; entry = this.#before[entry] ?? 0) {
          const other = this.#pictures[entry] ?? 0;
          if (found !== FIRST && other >= found) continue;
          const differ =
            bitsOf(first ^ (this.#words[other * 2] ?? 0)) + bitsOf(second ^ (this.#words[other * 2 + 1] ?? 0));
          if (differ <= NEAR_BITS && tonesAlike(tones, this.#tones, other * TONES)) found = other;
        }
      }
    return found;
  }

  #add(at: number, first: number, second: number, tones: readonly number[]): void {
    this.#words.set([first, second], at * 2);
    this.#tones.set(tones, at * TONES);
    const shelves = SHELVED.reduce((before, tone) => before * SHELVES + shelfOf(tones[tone] ?? 0), 0);
    for (let part = 0; part < PARTS; part += 1) {
      const slot = this.#slot(part, first, second, shelves);
      this.#entries += 1;
      this.#before[this.#entries] = this.#slots[slot] ?? 0;
      this.#pictures[this.#entries] = at;
      this.#slots[slot] = this.#entries;
    }
  }
}

/**
 * Of each picture the number of the first that is the same to the eye and no near copy itself, or {@link FIRST}. Blank
 * ones are all alike, and none of them counts.
 * @param left true for those that do not count: exact copies and what is left out
 */
export function* nearCopiesAmong(prints: Rows<Print>, left: (at: number) => boolean): Sliced<Int32Array> {
  const firsts = new Firsts(prints.length);
  const found = new Int32Array(prints.length).fill(FIRST);
  yield* forEach(prints.length, (at) => {
    const print = left(at) ? undefined : prints.at(at);
    if (print && !isBlank(print)) found[at] = firsts.findOrAdd(at, print);
  });
  return found;
}
