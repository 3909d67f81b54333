import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBlank } from '@shared/import/blank.ts';
import { FIRST, type Print } from '@shared/import/copies.ts';
import { hashDistance, NEAR_BITS, nearCopiesAmong, nearlyAlike } from '@shared/import/near-copies.ts';
import { atOnce } from '@shared/sliced.ts';
import { facts } from './pictures.ts';

const none = (): boolean => false;
const hashOf = (bits: bigint): string => bits.toString(16).padStart(16, '0');
const word = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
/** Hashes that lie close together, so that there is something to find. */
const closeHash = fc
  .tuple(fc.constantFrom(0n, 0xffff0000ffff0000n, 0x123456789abcdef0n), fc.array(fc.nat(63), { maxLength: 5 }))
  .map(([base, flips]) => hashOf(flips.reduce<bigint>((bits, bit) => bits ^ (1n << BigInt(bit)), base)));
/** Levels as far apart as near copies may be, a little less or more; wherever they lie. */
const near = (level: number): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(level) },
    fc.constantFrom(-3, -0.5, 2.99, 3, 3.01, 4).map((by) => level + by),
  );
const prints = fc.integer({ min: 4, max: 248 }).chain((level) =>
  fc.array(
    fc
      .record({
        hash: closeHash,
        ...{ brightness: near(level), contrast: near(level) },
        border: fc.record({ brightness: near(level), contrast: near(level) }),
        sharpness: fc.oneof(
          near(level),
          fc.constantFrom(0.9, 0.91, 1 / 0.9, 1.12).map((share) => level * share),
        ),
      })
      .map((tones) => facts(tones)),
    { maxLength: 40 },
  ),
);

/** Each held against every first one. */
function comparedWithAll(all: readonly Print[], left: (at: number) => boolean): number[] {
  const firsts: number[] = [];
  return all.map((print, at) => {
    if (left(at) || isBlank(print)) return FIRST;
    const first = firsts.find((other) => nearlyAlike(print, all[other] ?? print));
    if (first === undefined) firsts.push(at);
    return first ?? FIRST;
  });
}

describe('distance of hashes', () => {
  it('is the number of bits that differ', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const differ = [...(a ^ b).toString(2)].filter((bit) => bit === '1').length;
        expect(hashDistance(hashOf(a), hashOf(b))).toBe(differ);
      }),
    );
  });
});

describe('near copies', () => {
  it('are what comparing each with every first one finds', () => {
    fc.assert(
      fc.property(prints, fc.func(fc.boolean()), (all, left) => {
        for (const leaving of [none, left]) {
          const expected = comparedWithAll(all, leaving);
          expect([...atOnce(nearCopiesAmong(all, leaving))]).toEqual(expected);
        }
      }),
    );
  });

  it('are found with any few bits that differ', () => {
    const base = 0x123456789abcdef0n;
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(63), { minLength: NEAR_BITS, maxLength: NEAR_BITS }), (flips) => {
        const other = flips.reduce((bits, bit) => bits ^ (1n << BigInt(bit)), base);
        const pair = [base, other].map((bits) => facts({ hash: hashOf(bits) }));
        expect([...atOnce(nearCopiesAmong(pair, none))]).toEqual([FIRST, 0]);
      }),
    );
  });

  it('differ in few bits of the hash, and in tones but little', () => {
    const first = facts({ hash: hashOf(0n) });
    const bits = (count: number): string => hashOf((1n << BigInt(count)) - 1n);
    expect(nearlyAlike(first, { ...first, hash: bits(NEAR_BITS) })).toBe(true);
    expect(nearlyAlike(first, { ...first, hash: bits(NEAR_BITS + 1) })).toBe(false);
    expect(nearlyAlike(first, { ...first, brightness: 123 })).toBe(true);
    for (const other of [
      { brightness: 124 },
      { contrast: 54 },
      { border: { brightness: 114, contrast: 50 } },
      { border: { brightness: 110, contrast: 54 } },
      { sharpness: 24 },
    ])
      expect(nearlyAlike(first, { ...first, ...other })).toBe(false);
  });

  it('are of the first of several that they are nearly alike to, not of the nearest or of the last', () => {
    // Four bits apart are two firsts; between them lies one that is a near copy of both.
    const [first, last] = [facts({ hash: hashOf(0b0000n) }), facts({ hash: hashOf(0b1111n) })];
    for (const between of [0b0001n, 0b0011n, 0b0111n]) {
      const hash = hashOf(between);
      expect([...atOnce(nearCopiesAmong([first, last, facts({ hash })], none))]).toEqual([FIRST, FIRST, 0]);
      expect([...atOnce(nearCopiesAmong([last, first, facts({ hash })], none))]).toEqual([FIRST, FIRST, 0]);
    }
  });

  it('are none among blank pictures, which are all alike', () => {
    const blank = facts({ contrast: 1 });
    expect([...atOnce(nearCopiesAmong([blank, blank], none))]).toEqual([FIRST, FIRST]);
  });

  it('are found among many without comparing each with each, and may be laid aside meanwhile', () => {
    let [asked, most] = [0, 0];
    const many = Array.from({ length: 20_000 }, () => facts());
    const rows = {
      length: many.length,
      at: (index: number) => {
        asked += 1;
        return many[index];
      },
    };
    many[19_999] = { ...facts(), hash: many[7]?.hash ?? '' };
    const work = nearCopiesAmong(rows, none);
    for (;;) {
      const before = asked;
      const step = work.next();
      most = Math.max(most, asked - before);
      if (!step.done) continue;
      expect(step.value[19_999]).toBe(7);
      break;
    }
    expect(asked).toBe(many.length);
    expect(most).toBeLessThan(100);
  });
});
