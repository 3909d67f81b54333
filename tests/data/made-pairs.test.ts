import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isPaired } from '@shared/pairs.ts';
import { toGrey } from '@shared/picture-measures.ts';
import { BUNDLED, openDataset } from '../../electron/data/index.ts';
import { besideEachOther } from '@shared/pictures-beside.ts';
import { makePairs } from '../../electron/data/pairs/make.ts';
import { outlinesOf } from '../../electron/data/pairs/outlines.ts';

const SHIPPED = resolve(import.meta.dirname, '../../resources/datasets');
const [CLOTHES, EMOJI] = BUNDLED;

let library: string;
beforeEach(async () => {
  library = await mkdtemp(join(tmpdir(), 'forger-pairs-'));
});
afterEach(() => rm(library, { recursive: true }));

const make = (id: string, signal = new AbortController().signal): ReturnType<typeof makePairs> =>
  makePairs(id, { libraryDir: library, bundledDir: SHIPPED, signal, onProgress: () => undefined });

/** Rows of digits, 0 to 9, as brightnesses 0 to 225. */
const drawn = (rows: readonly string[]) => ({
  shape: { height: rows.length, width: rows[0]?.length ?? 0, channels: 1 as const },
  pixels: Uint8Array.from([...rows.join('')], (digit) => Number(digit) * 25),
});
const lines = (rows: readonly string[]): string[] => {
  const { shape, pixels } = drawn(rows);
  const text = Array.from(outlinesOf(pixels, shape), (value) => ({ 0: '.', 255: '#' })[value] ?? '?').join('');
  return rows.map((_, y) => text.slice(y * shape.width, (y + 1) * shape.width));
};

test('outlines stand where brightness steps, a pixel wide, whichever way it goes, and nowhere else', () => {
  const step = ['00009999', '00009999', '00009999', '00009999'];
  const [, middle] = lines(step);
  expect(middle?.slice(0, 7)).toMatch(/^\.\.\.(#\.|\.#)\.\.$/);
  expect(lines(['99990000', '99990000', '99990000', '99990000'])[1]?.slice(1)).toMatch(/^\.\.(#\.|\.#)\.\.\.$/);
  // Shades that change slowly are no outline; what is even has none but against the black beyond its sides.
  expect(lines(['00000000', '00000000'])).toEqual(['........', '........']);
  expect(lines(['0000000000', '0001111000', '0001111000', '0000000000']).join('')).not.toContain('#');
  const square = lines(['0000000', '0099900', '0099900', '0099900', '0000000']);
  expect(square[2]?.slice(3, 4)).toBe('.');
  expect(square.join('').match(/#/g)?.length).toBeGreaterThanOrEqual(8);
});

test('a pair is its input beside its target, row by row', () => {
  const shape = { height: 2, width: 2, channels: 1 } as const;
  expect([...besideEachOther([Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5, 6, 7, 8)], shape)]).toEqual([
    1, 2, 5, 6, 3, 4, 7, 8,
  ]);
});

test('emoji in grey stand beside themselves in colour, with their labels and licences', async () => {
  const made = await make('emoji-pairs');
  const { record, pixels, labels } = await openDataset(library, SHIPPED, 'emoji-pairs');
  const shipped = await openDataset(library, SHIPPED, 'emoji');
  expect(made?.record).toEqual(record);
  expect(record).toMatchObject({
    pairs: true,
    image: { height: 64, width: 128, channels: 3 },
    licence: EMOJI?.record.licence,
  });
  expect(isPaired(record)).toBe(true);
  expect(labels).toEqual(shipped.labels);
  for (const image of [0, 7, record.count - 1])
    for (const y of [0, 20, 63]) {
      const row = pixels.subarray((image * 64 + y) * 128 * 3).subarray(0, 128 * 3);
      const own = shipped.pixels.subarray((image * 64 + y) * 64 * 3).subarray(0, 64 * 3);
      expect(row.subarray(64 * 3)).toEqual(own);
      expect([...row.subarray(0, 64 * 3)]).toEqual([...toGrey(own)].flatMap((grey) => [grey, grey, grey]));
    }
  await expect(make('emoji-pairs')).rejects.toThrow('is in the library already');
});

test('outlines stand beside the clothes they are of; nothing is left of what was cancelled', async () => {
  await expect(make('clothes-pairs', AbortSignal.abort())).rejects.toThrow();
  await make('clothes-pairs');
  const { record, pixels } = await openDataset(library, SHIPPED, 'clothes-pairs');
  const clothes = await openDataset(library, SHIPPED, 'fashion-mnist');
  expect(record).toMatchObject({
    pairs: true,
    count: 60_000,
    labels: CLOTHES?.record.labels,
    licence: CLOTHES?.record.licence,
  });
  const own = clothes.pixels.subarray(59_999 * 784);
  expect(pixels.subarray(59_999 * 2 * 784)).toEqual(
    besideEachOther([outlinesOf(own, clothes.record.image), own], clothes.record.image),
  );
});

test('there are no pairs of any other name', async () => {
  expect(await make('shoes')).toBeNull();
});
