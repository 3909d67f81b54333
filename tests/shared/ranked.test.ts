import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ranked } from '@shared/ranked.ts';

test('numbers are ranked as they are compared, equal ones as they came', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true })), fc.boolean(), (numbers, descending) => {
      const values = Float32Array.from(numbers, (number) => number + 0);
      const places = [...values.keys()];
      const way = descending ? -1 : 1;
      expect([...ranked(values, descending)]).toEqual(
        places.sort((a, b) => way * ((values[a] ?? 0) - (values[b] ?? 0)) || a - b),
      );
    }),
  );
});

test('a part of a larger array is ranked by itself', () => {
  const all = Float32Array.of(9, 3, 1, 2);
  expect([...ranked(all.subarray(1), true)]).toEqual([0, 2, 1]);
});
