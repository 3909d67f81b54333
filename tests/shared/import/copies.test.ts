import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copiesAmong, FIRST, hashDistance, NEAR_BITS, nearCopiesAmong, nearlyAlike } from '@shared/import/copies.ts';
import { facts } from './pictures.ts';

const none = (): boolean => false;
const hashOf = (bits: bigint): string => bits.toString(16).padStart(16, '0');
const word = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
/** Hashes that lie close together, so that there is something to find. */
const closeWords = fc.array(
  fc.tuple(fc.constantFrom(0n, 0xffff0000ffff0000n, 0x123456789abcdef0n), fc.array(fc.nat(63), { maxLength: 5 })),
  { maxLength: 40 },
);
const closeFacts = closeWords.chain((words) =>
  fc.array(fc.integer({ min: 100, max: 112 }), { minLength: words.length, maxLength: words.length }).map((tones) =>
    words.map(([base, flips], at) =>
      facts({
        hash: hashOf(flips.reduce<bigint>((bits, bit) => bits ^ (1n << BigInt(bit)), base)),
        brightness: tones[at] ?? 100,
      }),
    ),
  ),
);

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

describe('copies', () => {
  it('of each file the first stays, and others name it', () => {
    const [a, b] = [facts(), facts()];
    expect([...copiesAmong([a, b, a, a, b], none)]).toEqual([FIRST, FIRST, 0, 0, 1]);
    expect([...copiesAmong([a, b, a, a, b], (at) => at === 0)]).toEqual([FIRST, FIRST, FIRST, 2, 1]);
  });
});

describe('near copies', () => {
  it('are what comparing each with every first one finds', () => {
    fc.assert(
      fc.property(closeFacts, (prints) => {
        const firsts: number[] = [];
        const expected = prints.map((print, at) => {
          const first = firsts.find((other) => nearlyAlike(print, prints[other] ?? print));
          if (first === undefined) firsts.push(at);
          return first ?? FIRST;
        });
        expect([...nearCopiesAmong(prints, none)]).toEqual(expected);
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

  it('are none among blank pictures, which are all alike', () => {
    const blank = facts({ contrast: 1 });
    expect([...nearCopiesAmong([blank, blank], none)]).toEqual([FIRST, FIRST]);
  });

  it('are found among many without comparing each with each', () => {
    let asked = 0;
    const many = Array.from({ length: 20_000 }, () => facts());
    const prints = {
      length: many.length,
      at: (index: number) => {
        asked += 1;
        return many[index];
      },
    };
    many[19_999] = { ...facts(), hash: many[7]?.hash ?? '' };
    expect(nearCopiesAmong(prints, none)[19_999]).toBe(7);
    expect(asked).toBeLessThan(2 * many.length);
  });
});
