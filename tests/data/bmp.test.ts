import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBmp } from '../../electron/data/decoder/bmp.ts';
import { RefusedImage } from '../../electron/data/decoder/refused.ts';
import { encodeBmp } from './support/bmp.ts';

const size = fc.integer({ min: 1, max: 37 });
const RGBA8 = [0xff0000, 0xff00, 0xff, 0xff000000] as const;

describe('a BMP', () => {
  test.each([1, 4, 8] as const)('of %i bits gives the colours of its palette', (bits) => {
    fc.assert(
      fc.property(
        size,
        size,
        fc.boolean(),
        fc.boolean(),
        fc.infiniteStream(fc.nat(255)),
        (width, height, topDown, core, numbers) => {
          const next = (): number => numbers.next().value ?? 0;
          const palette = Array.from({ length: 2 ** bits }, () => [next(), next(), next()]);
          const words = Array.from({ length: width * height }, () => next() % 2 ** bits);
          const { data } = decodeBmp(
            encodeBmp({ width, height, bits, core, topDown: topDown && !core, palette }, words),
          );
          const expected = words.flatMap((word) => [...(palette[word] ?? [])].reverse().concat(255));
          expect([...data]).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });

  test.each([24, 32] as const)('of %i bits gives its pixels', (bits) => {
    fc.assert(
      fc.property(size, size, fc.boolean(), fc.infiniteStream(fc.nat(0xffffff)), (width, height, topDown, numbers) => {
        const words = Array.from({ length: width * height }, () => numbers.next().value ?? 0);
        const { data } = decodeBmp(encodeBmp({ width, height, bits, topDown }, words));
        expect([...data]).toEqual(words.flatMap((word) => [word >> 16, (word >> 8) & 255, word & 255, 255]));
      }),
      { numRuns: 50 },
    );
  });

  test('of 16 bits stretches five bits to eight', () => {
    const words = [0, 0x7fff, 0x7c00, 0x03e0, 0x001f, 0x4210];
    const { data } = decodeBmp(encodeBmp({ width: 3, height: 2, bits: 16 }, words));
    const grey = Math.round((16 * 255) / 31);
    expect([...data]).toEqual([
      0,
      0,
      0,
      255,
      255,
      255,
      255,
      255,
      255,
      0,
      0,
      255,
      0,
      255,
      0,
      255,
      0,
      0,
      255,
      255,
      grey,
      grey,
      grey,
      255,
    ]);
  });

  test('with masks has the alpha they name, unless it is nowhere set', () => {
    const seen = decodeBmp(encodeBmp({ width: 2, height: 1, bits: 32, masks: RGBA8 }, [0x80112233, 0x00445566]));
    expect([...seen.data]).toEqual([0x11, 0x22, 0x33, 0x80, 0x44, 0x55, 0x66, 0]);
    const unset = decodeBmp(encodeBmp({ width: 2, height: 1, bits: 32, masks: RGBA8 }, [0x112233, 0x445566]));
    expect([...unset.data]).toEqual([0x11, 0x22, 0x33, 255, 0x44, 0x55, 0x66, 255]);
  });

  test('with masks of 5, 6 and 5 bits is read by them', () => {
    const { data } = decodeBmp(
      encodeBmp({ width: 3, height: 1, bits: 16, masks: [0xf800, 0x7e0, 0x1f, 0] }, [0xf800, 0x7e0, 0x1f]),
    );
    expect([...data]).toEqual([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255]);
  });
});

test('a colour outside its palette is black, as others show it', () => {
  const bytes = encodeBmp({ width: 2, height: 1, bits: 8, palette: [[3, 2, 1]] }, [0, 7]);
  expect([...decodeBmp(bytes).data]).toEqual([1, 2, 3, 255, 0, 0, 0, 255]);
});

describe('a bad BMP is refused', () => {
  const good = encodeBmp({ width: 5, height: 3, bits: 24 }, new Array(15).fill(0x123456));
  const changed = (change: (bytes: Buffer) => void): Buffer => {
    const bytes = Buffer.from(good);
    change(bytes);
    return bytes;
  };

  test('wherever it is cut off', () => {
    // The last row may lack its padding, one byte here.
    for (let length = 0; length < good.length - 1; length += 1) {
      expect(() => decodeBmp(good.subarray(0, length)), `${length} bytes`).toThrow('cut off');
    }
    expect(decodeBmp(good.subarray(0, good.length - 1)).data.length).toBe(5 * 3 * 4);
  });

  test.each([
    [
      '60,000 × 60,000 pixels',
      changed((bytes) => (bytes.writeInt32LE(60_000, 18), bytes.writeInt32LE(-60_000, 22))),
      'too large: 60,000 × 60,000 pixels',
    ],
    ['the smallest height there is', changed((bytes) => bytes.writeInt32LE(-(2 ** 31), 22)), 'too large'],
    ['no width', changed((bytes) => bytes.writeInt32LE(0, 18)), 'header makes no sense'],
    ['a width below zero', changed((bytes) => bytes.writeInt32LE(-5, 18)), 'header makes no sense'],
    ['17 bits', changed((bytes) => bytes.writeUInt16LE(17, 28)), 'header makes no sense'],
    ['a JPEG within', changed((bytes) => bytes.writeUInt32LE(4, 30)), 'a compressed BMP'],
    ['pixels within its header', changed((bytes) => bytes.writeUInt32LE(0, 10)), 'header makes no sense'],
    ['pixels behind its end', changed((bytes) => bytes.writeUInt32LE(0xffffffff, 10)), 'cut off'],
    [
      'a mask with a gap',
      encodeBmp({ width: 1, height: 1, bits: 32, masks: [0xf0f000, 0xff00, 0xff, 0] }, [0]),
      'header makes no sense',
    ],
  ])('with %s', (_what, bytes, reason) => {
    expect(() => decodeBmp(bytes)).toThrow(reason);
  });

  test('or read whole, whatever its bytes are', () => {
    const base = fc.constantFrom(
      good,
      encodeBmp(
        {
          width: 9,
          height: 4,
          bits: 4,
          palette: [
            [1, 2, 3],
            [4, 5, 6],
          ],
        },
        new Array(36).fill(1),
      ),
      encodeBmp({ width: 4, height: 4, bits: 32, masks: RGBA8 }, new Array(16).fill(0x01020304)),
    );
    const change = fc.record({ at: fc.nat(140), value: fc.nat(255) });
    fc.assert(
      fc.property(base, fc.array(change, { minLength: 1, maxLength: 8 }), (bytes, changes) => {
        const mutant = Buffer.from(bytes);
        for (const { at, value } of changes) if (at < mutant.length) mutant[at] = value;
        try {
          const { width, height, data } = decodeBmp(mutant);
          expect(data.length).toBe(width * height * 4);
        } catch (error) {
          expect(error).toBeInstanceOf(RefusedImage);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
