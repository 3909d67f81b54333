import { describe, expect, test } from 'vitest';
import { multiplyHigh, philox4x32 } from '../../../electron/engine/random/philox.ts';

/** Random123's kat_vectors, lines "philox4x32 10": counter, key, expected. */
const KNOWN_ANSWERS = [
  ['00000000 00000000 00000000 00000000', '00000000 00000000', '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff', '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0', 'd16cfe09 94fdcceb 5001e420 24126ea1'],
] as const;

const words = (text: string): number[] => text.split(' ').map((word) => Number.parseInt(word, 16));

describe('Philox4x32-10', () => {
  test.each(KNOWN_ANSWERS)('counter %s, key %s', (counter, key, expected) => {
    const out = new Uint32Array(4);
    const [key0, key1] = words(key) as [number, number];
    const [c0, c1, c2, c3] = words(counter) as [number, number, number, number];
    philox4x32(key0, key1, c0, c1, c2, c3, out);
    expect([...out]).toEqual(words(expected));
  });

  test('the high half of a product is exact', () => {
    for (const [a, b] of [
      [0xffffffff, 0xffffffff],
      [0xd2511f53, 0x12345678],
      [1, 1],
      [0x10000, 0x10000],
    ] as const)
      expect(multiplyHigh(a, b)).toBe(Number((BigInt(a) * BigInt(b)) >> 32n));
  });
});
