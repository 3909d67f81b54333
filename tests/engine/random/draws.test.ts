import { describe, expect, test } from 'vitest';
import {
  integers,
  normals,
  permutation,
  PURPOSES,
  uniforms,
  type DrawKey,
} from '../../../electron/engine/random/draws.ts';

const key: DrawKey = { seed: 7, purpose: 'generatorLatents', step: 3 };
const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('draws', () => {
  test('the same key gives the same numbers, any other part of it gives others', () => {
    const numbers = normals(key, 8).join();
    expect(normals(key, 8).join()).toBe(numbers);
    for (const other of [
      { ...key, seed: 8 },
      { ...key, purpose: 'discriminatorLatents' as const },
      { ...key, step: 4 },
      { ...key, part: 1 },
    ])
      expect(normals(other, 8).join()).not.toBe(numbers);
  });

  test('a longer draw begins with the shorter one', () => {
    expect([...normals(key, 101).subarray(0, 51)]).toEqual([...normals(key, 51)]);
  });

  test('purposes are numbered once and for all', () => {
    expect(new Set(Object.values(PURPOSES)).size).toBe(Object.keys(PURPOSES).length);
    expect(PURPOSES.generatorWeights).toBe(1);
    expect(PURPOSES.sampleLatents).toBe(6);
  });

  test('normals have the moments of N(0, 1)', () => {
    const values = normals(key, 200_000);
    expect(mean(values)).toBeCloseTo(0, 2);
    expect(mean(values.map((value) => value ** 2))).toBeCloseTo(1, 1);
    expect(mean(values.map((value) => value ** 3))).toBeCloseTo(0, 1);
    expect(mean(values.map((value) => value ** 4))).toBeCloseTo(3, 0);
    const within = values.filter((value) => Math.abs(value) < 1).length / values.length;
    expect(within).toBeCloseTo(0.6827, 2);
  });

  test('uniforms fill their range', () => {
    const values = uniforms(key, 100_000, -2, 3);
    expect(Math.min(...values.subarray(0, 50_000))).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...values.subarray(0, 50_000))).toBeLessThan(3);
    expect(mean(values)).toBeCloseTo(0.5, 1);
  });

  test('integers hit every value about equally often', () => {
    const counts = new Array<number>(7).fill(0);
    for (const value of integers(key, 70_000, 7)) counts[value] = (counts[value] ?? 0) + 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  test('a permutation holds every number once and is shuffled', () => {
    const order = permutation(key, 1000);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, index) => index));
    expect(order.filter((value, index) => value === index).length).toBeLessThan(10);
  });

  test('each place of a small permutation gets each number equally often', () => {
    const first = new Array<number>(3).fill(0);
    for (let step = 0; step < 3000; step++) {
      const place = permutation({ ...key, step }, 3)[0] as number;
      first[place] = (first[place] ?? 0) + 1;
    }
    for (const count of first) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});
