import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MEASURES, measuresFor, measuresOf, type PictureMeasures } from '@shared/picture-measures.ts';
import { distancesFrom, oddnessOf } from '../../electron/engine/evaluation/oddness.ts';

interface Golden {
  pictures: {
    name: string;
    height: number;
    width: number;
    channels: 1 | 3;
    pixels: number[];
    measures: PictureMeasures;
  }[];
  rows: { size: number; neighbours: number; values: number[]; oddness: number[] };
}
const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'measures.json'), 'utf8')) as Golden;

describe('what is measured of a picture', () => {
  test.each(golden.pictures)('is what NumPy and SciPy measure: $name', ({ pixels, measures, ...image }) => {
    const own = measuresOf(Uint8Array.from(pixels), image);
    for (const measure of MEASURES) expect(own[measure], measure).toBeCloseTo(measures[measure], 8);
  });

  test('has no colourfulness where there are greys alone', () => {
    expect(measuresFor({ channels: 1 })).not.toContain('colourfulness');
    expect(measuresFor({ channels: 3 })).toEqual(MEASURES);
  });
});

describe('how odd a picture is', () => {
  const { size, neighbours, values, oddness } = golden.rows;
  const count = values.length / size;
  const rows = { values: Float64Array.from(values), count, size };

  test('is what SciPy’s tree finds, whichever stretch is asked for', () => {
    const all = [
      ...oddnessOf(rows, { from: 0, to: 7 }, neighbours),
      ...oddnessOf(rows, { from: 7, to: count }, neighbours),
    ];
    for (const [row, odd] of all.entries()) expect(odd, `row ${row}`).toBeCloseTo(oddness[row] ?? Number.NaN, 8);
    // The point far from both clouds.
    expect(Math.max(...all)).toBe(all.at(-1));
  });

  test('is told of few pictures by as many others as there are', () => {
    const two = { values: Float64Array.of(0, 0, 3, 4), count: 2, size: 2 };
    expect([...oddnessOf(two, { from: 0, to: 2 })]).toEqual([5, 5]);
    expect([...oddnessOf({ ...two, values: two.values.subarray(0, 2), count: 1 }, { from: 0, to: 1 })]).toEqual([0]);
    expect([...distancesFrom(Float64Array.of(3, 0), two)]).toEqual([3, 4]);
  });
});
