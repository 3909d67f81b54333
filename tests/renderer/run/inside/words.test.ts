import { expect, test } from 'vitest';
import { updateRatio } from '@shared/inside.ts';
import { COURSES, courseOf, layerOf, unusualRatio } from '../../../../renderer/src/run/inside/words.ts';
import { sheetOf, zoomFor } from '../../../../renderer/src/run/inside/sheet.ts';
import { insideOf } from '../../fixtures/inside.ts';
import { recordOf } from '../fake-run.ts';

test('a ratio is unusual where it is a hundred times off', () => {
  expect(unusualRatio(0.11)).toMatch(/^Far more than usual/);
  expect(unusualRatio(0.000009)).toMatch(/^Far less than usual/);
  expect([0.1, 0.00001, 0.001, null].map(unusualRatio)).toEqual([null, null, null, null]);
});

test('the course of a number goes by the checkpoints that have it, in their order', () => {
  const record = recordOf();
  const read = [20, 10, 30].map((step) => insideOf(record, step));
  const [first] = read[1]?.generator.layers ?? [];
  const id = first?.layer ?? '';
  const course = courseOf(read, 'generator', id, updateRatio);
  expect(course.map(({ step }) => step)).toEqual([10, 20, 30]);
  expect(course[0]?.value).toBe(updateRatio(first ?? { update: null, weight: null }));
  expect(courseOf(read, 'generator', 'nowhere', updateRatio)).toEqual([]);
  // No spectral norm in these networks.
  expect(courseOf(read, 'generator', id, COURSES[4].of)).toEqual([]);
  const [inside] = read;
  expect(inside && layerOf(inside, 'discriminator', 'nowhere')).toBeNull();
});

test('pictures lie side by side with a clear line between, grey or coloured', () => {
  const grey = { width: 1, height: 1, channels: 1, count: 3, of: 3, pixels: Uint8Array.of(10, 20, 30) } as const;
  const sheet = sheetOf(grey, 2);
  expect([sheet.width, sheet.height]).toEqual([3, 3]);
  const at = (x: number, y: number): number[] => [...sheet.rgba.slice(4 * (3 * y + x), 4 * (3 * y + x) + 4)];
  expect([at(0, 0), at(1, 0), at(2, 0), at(0, 2), at(2, 2)]).toEqual([
    [10, 10, 10, 255],
    [0, 0, 0, 0],
    [20, 20, 20, 255],
    [30, 30, 30, 255],
    [0, 0, 0, 0],
  ]);
  const colour = sheetOf({ ...grey, channels: 3, count: 1 }, 8);
  expect([...colour.rgba]).toEqual([10, 20, 30, 255]);
  expect([zoomFor({ width: 28, height: 14 }, 60), zoomFor({ width: 64, height: 64 }, 44)]).toEqual([2, 1]);
});
