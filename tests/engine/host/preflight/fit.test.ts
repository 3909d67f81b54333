import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fewestMicrobatches, largestBatch } from '../../../../electron/engine/host/preflight/fit.ts';

describe('the largest batch that fits', () => {
  test('fits, is close to the largest, and is found in few trials', async () => {
    const sizes = fc
      .integer({ min: 3, max: 4096 })
      .chain((failing) => fc.record({ failing: fc.constant(failing), most: fc.integer({ min: 2, max: failing - 1 }) }));
    await fc.assert(
      fc.asyncProperty(sizes, async ({ failing, most }) => {
        let trials = 0;
        const found = await largestBatch(failing, async (batch) => {
          trials += 1;
          expect(batch).toBeLessThan(failing);
          return batch <= most;
        });
        expect(found).toBeLessThanOrEqual(most);
        expect(most - (found ?? 0)).toBeLessThanOrEqual(Math.max(1, (found ?? 0) / 8));
        expect(trials).toBeLessThanOrEqual(16);
      }),
    );
  });

  test('is a multiple of eight where there is room for one', async () => {
    expect((await largestBatch(1000, async (batch) => batch <= 333))! % 8).toBe(0);
  });

  test('is none where not even the smallest fits', async () => {
    expect(await largestBatch(4096, async () => false)).toBeNull();
    expect(await largestBatch(2, async () => true)).toBeNull();
  });
});

describe('the fewest microbatches a batch fits in', () => {
  test('begin where each is as large as what fits, and double', async () => {
    const tried: number[] = [];
    const fits = async (parts: number): Promise<boolean> => {
      tried.push(parts);
      return parts >= 20;
    };
    expect(await fewestMicrobatches(512, 96, fits)).toBe(24);
    expect(tried).toEqual([6, 12, 24]);
  });

  test('are none where microbatches of two images do not fit, and never more than the setting takes', async () => {
    expect(await fewestMicrobatches(12, 4, async () => false)).toBeNull();
    const tried: number[] = [];
    await fewestMicrobatches(4096, 2, async (parts) => (tried.push(parts), false));
    expect(tried).toEqual([256]);
  });
});
