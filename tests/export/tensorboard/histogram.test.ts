import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogramOf } from '../../../electron/export/tensorboard/histogram.ts';

const finite = fc.float32Array({ minLength: 1, maxLength: 200, noNaN: true, noDefaultInfinity: true });

describe('the histogram of a weight', () => {
  it('counts each value once, between the limits of its bucket', () => {
    fc.assert(
      fc.property(finite, (values) => {
        const { min, max, num, sum, sumSquares, bucket, bucketLimit } = histogramOf(values);
        expect(num).toBe(values.length);
        expect([min, max].map((value) => value + 0)).toEqual(
          [Math.min(...values), Math.max(...values)].map((v) => v + 0),
        );
        expect(sum).toBe([...values].reduce((a, b) => a + b, 0));
        expect(sumSquares).toBe([...values].reduce((a, b) => a + b * b, 0));
        expect(bucket.reduce((a, b) => a + b, 0)).toBe(values.length);
        expect(bucketLimit).toHaveLength(bucket.length);
        expect(bucketLimit.at(-1)).toBe(max);
        expect(bucketLimit).toEqual([...bucketLimit].sort((a, b) => a - b));
      }),
    );
  });

  it('has buckets of equal width', () => {
    const { bucket, bucketLimit } = histogramOf(Float32Array.from({ length: 6400 }, (_, place) => place / 6400));
    expect(bucket).toEqual(Array(64).fill(100));
    expect(bucketLimit[31]).toBeCloseTo(0.5, 3);
  });

  it('of one value, however often, is one bucket', () => {
    expect(histogramOf(new Float32Array(5).fill(0.25))).toEqual({
      min: 0.25,
      max: 0.25,
      num: 5,
      sum: 1.25,
      sumSquares: 0.3125,
      bucketLimit: [0.25],
      bucket: [5],
    });
  });

  it('leaves out what is no number', () => {
    const { num, min, max, sum } = histogramOf(Float32Array.of(1, Number.NaN, 3, Number.POSITIVE_INFINITY));
    expect({ num, min, max, sum }).toEqual({ num: 2, min: 1, max: 3, sum: 4 });
    expect(histogramOf(new Float32Array(0))).toMatchObject({ num: 0, bucket: [], bucketLimit: [] });
  });
});
