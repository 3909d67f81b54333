import fc from 'fast-check';
import { expect, test } from 'vitest';
import { npyOfPixels, readNpy } from '../../bench/ranking/npy.ts';
import { rankCorrelation } from '../../bench/ranking/rank-correlation.ts';

// numpy.save of numpy.array([[1.5, -2], [3, 0.25]], 'float32'), NumPy 2.4.6.
const SAVED =
  'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AAAAwAAAQEAAAIA+';

test('an array of NumPy’s is read', () => {
  const { shape, values } = readNpy(Buffer.from(SAVED, 'base64'), 'a.npy');
  expect([shape, [...values]]).toEqual([
    [2, 2],
    [1.5, -2, 3, 0.25],
  ]);
});

test('pictures come back as they were written, with a header as NumPy wants it', () => {
  const side = fc.integer({ min: 1, max: 5 });
  fc.assert(
    fc.property(fc.tuple(side, side, side), fc.integer({ min: 0, max: 255 }), (shape, first) => {
      const pixels = Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, at) => (first + 7 * at) % 256);
      const file = npyOfPixels(pixels, shape);
      expect(file.indexOf('\n') % 64).toBe(63);
      const read = readNpy(file, 'a.npy');
      expect([read.shape, [...read.values]]).toEqual([shape, [...pixels]]);
    }),
  );
});

test('what is no such array is refused by name', () => {
  const file = Buffer.from(SAVED, 'base64');
  expect(() => readNpy(Buffer.from('Pictures'), 'a.npy')).toThrow('a.npy is no NumPy file');
  expect(() => readNpy(file.subarray(0, -4), 'a.npy')).toThrow('a.npy holds 3 numbers');
  expect(() => readNpy(Buffer.from(file.toString('latin1').replace('<f4', '<i4'), 'latin1'), 'a.npy')).toThrow(
    'a.npy holds <i4',
  );
});

test('rank correlation', () => {
  // scipy.stats.spearmanr, SciPy 1.17.1.
  expect(rankCorrelation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 12);
  expect(rankCorrelation([86, 97, 99, 100, 101, 103], [2, 20, 28, 27, 50, 29])).toBeCloseTo(0.8857142857142858, 12);
  expect(rankCorrelation([1, 2, 3], [30, 20, 10])).toBe(-1);
  expect(rankCorrelation([1, 1], [1, 2])).toBeNaN();
});
