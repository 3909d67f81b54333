import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { histogram, reachOf, shareBelow } from '@shared/verdict/distribution.ts';

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });

describe('the share below a value', () => {
  test('is that of scipy.stats.percentileofscore(kind="mean")', () => {
    // scipy 1.15: percentileofscore([1, 2, 2, 3, 5], x, kind='mean') / 100 for x in [0, 1, 2, 4, 5, 9]
    const scored = [1, 2, 2, 3, 5];
    expect([0, 1, 2, 4, 5, 9].map((value) => shareBelow(scored, value))).toEqual([0, 0.1, 0.4, 0.8, 0.9, 1]);
  });

  test('never falls as the value grows, and mirrors', () => {
    fc.assert(
      fc.property(values, fc.double({ noNaN: true }), fc.double({ noNaN: true }), (scored, a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(shareBelow(scored, low)).toBeLessThanOrEqual(shareBelow(scored, high));
        const mirrored = scored.map((value) => -value);
        expect(shareBelow(mirrored, -a)).toBeCloseTo(1 - shareBelow(scored, a), 9);
      }),
    );
  });
});

describe('a histogram', () => {
  test('is numpy’s, the last piece closed on both sides', () => {
    // numpy.histogram([0, 0.1, 0.5, 0.99, 1, 1], 4, (0, 1))[0] / 6
    expect(histogram([0, 0.1, 0.5, 0.99, 1, 1], 0, 1, 4).shares.map((share) => Math.round(share * 6))).toEqual([
      2, 0, 1, 3,
    ]);
  });

  test('holds all that lies on an axis made for it, once', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 50 }), (scored, pieces) => {
        const { from, to } = reachOf(scored);
        expect(from).toBeLessThan(Math.min(...scored));
        expect(to).toBeGreaterThan(Math.max(...scored));
        const { shares } = histogram(scored, from, to, pieces);
        expect(shares).toHaveLength(pieces);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      }),
    );
  });
});
