import { expect, test } from 'vitest';
import { copies, trainedOf, usualShare } from '../../../electron/engine/evaluation/copies.ts';
import type { Rows } from '../../../electron/engine/evaluation/rows.ts';
import { smallPictures } from '../../../electron/engine/evaluation/small-pictures.ts';
import { chosen, madeUp } from './made.ts';
import { clothes, noisy } from './planted.ts';

const pause = (): Promise<void> => Promise.resolve();
const rows = (values: readonly number[]): Rows => ({
  values: Float64Array.from(values),
  count: values.length,
  size: 1,
});
/** One number each, the same in both looks, as grey levels in the one. */
const looks = (values: readonly number[]) => ({
  features: rows(values),
  small: rows(values.map((value) => 100 * value)),
});

test('pictures of a series, nearer to each other than to the rest, make no copies of new ones like them', async () => {
  // Pairs: each is a copy of the other, as far as can be told, so that nothing can be told of fakes.
  const pairs = trainedOf(looks([0, 1, 100, 101, 200, 201]))!;
  expect(await usualShare(pairs, pause)).toBe(1);
  expect(await copies(looks([0, 50]), pairs, pause)).toBe(null);
  // Two near to each other and a third: without the one, the other lies alone.
  const rowsOfThree = trainedOf(looks([0, 1, 10, 100, 101, 110]))!;
  expect(await usualShare(rowsOfThree, pause)).toBeCloseTo(4 / 6, 9);
  expect(await copies(looks([0.1, 1.1, 50, 55, 60, 65]), rowsOfThree, pause)).toBe(0);
  expect(await copies(looks([0.1, 1.1, 100.1, 101.1, 9.9, 110.1]), rowsOfThree, pause)).toBe(1);
});

test('noise on training images leaves them copies, and on new ones new', async () => {
  const all = await clothes(400);
  const features = madeUp(4, 400).features;
  const pictures = { ...all, features };
  const upTo = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);
  const [seen, unseen] = [chosen(pictures, upTo(0, 200)), chosen(pictures, upTo(200, 400))];
  const asRows = (values: Float32Array): Rows => ({ values: Float64Array.from(values), count: 200, size: 192 });
  const trained = trainedOf({ features: asRows(seen.features), small: smallPictures(seen) });
  const share = (one: typeof seen): Promise<number | null> =>
    copies(
      { features: asRows(madeUp(5, 200).features), small: smallPictures(noisy(noisy(noisy(one)))) },
      trained,
      pause,
    );
  expect(await share(seen)).toBeGreaterThan(0.95);
  expect(await share(unseen)).toBeLessThan(0.02);
});
