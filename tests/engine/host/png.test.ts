import { decode } from 'fast-png';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodePng } from '../../../electron/engine/host/png.ts';

test('a PNG is read back by another program as it was, whatever its size', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(1 as const, 3 as const),
      fc.nat(),
      async (width, height, channels, seed) => {
        const pixels = Uint8Array.from(
          { length: width * height * channels },
          (_, at) => ((at + seed) * 2654435761) >>> 24,
        );
        const png = decode(await encodePng({ width, height, channels, pixels }), { checkCrc: true });
        expect(png).toMatchObject({ width, height, channels, depth: 8 });
        expect([...png.data]).toEqual([...pixels]);
      },
    ),
    { numRuns: 50 },
  ));
