import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ForgerError } from '../../electron/shared/contract/errors.ts';
import { RowReader } from '../../electron/data/reading/row-reader.ts';

const ROW = 7;
const ROWS = 50;
const bytes = Uint8Array.from({ length: ROW * ROWS }, (_, at) => (at * 37) % 251);
const expected = (rows: readonly number[]): number[] =>
  rows.flatMap((row) => [...bytes.subarray(row * ROW, (row + 1) * ROW)]);

let folder: string;
let path: string;
let reader: RowReader;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forger-rows-'));
  path = join(folder, 'pixels.bin');
  await writeFile(path, bytes);
  reader = new RowReader({
    path,
    rowBytes: ROW,
    rows: null,
    cutOff: () => new ForgerError('damaged', 'It was cut off.'),
  });
});
afterEach(async () => {
  await reader.close();
  await rm(folder, { recursive: true });
});

describe('rows of a file', () => {
  test('are read wherever they lie', () => {
    const rows = [49, 0, 3, 3, 17];
    expect([...reader.read(Uint32Array.from(rows))]).toEqual(expected(rows));
  });

  test('come through lanes while nobody waits, whichever is taken first, again and again', () => {
    const lanes = reader.lanes(3, 4);
    for (let round = 0; round < 30; round++) {
      const wanted = [0, 1, 2].map((lane) => Array.from({ length: 4 }, (_, at) => (round * 7 + lane * 13 + at) % ROWS));
      wanted.forEach((rows, lane) => lanes.start(lane, Uint32Array.from(rows)));
      for (const lane of [2, 0, 1]) expect([...lanes.take(lane)]).toEqual(expected(wanted[lane] ?? []));
    }
  });

  test('that are no longer wanted leave their lane to others', () => {
    const lanes = reader.lanes(2, 1);
    [0, 1].forEach((lane) => lanes.start(lane, Uint32Array.of(lane)));
    lanes.idle();
    lanes.start(1, Uint32Array.of(40));
    expect([...lanes.take(1)]).toEqual(expected([40]));
  });

  test('that were cut off are named, and those before them still come', async () => {
    const lanes = reader.lanes(2, 1);
    await truncate(path, ROW * 10 + 3);
    [9, 10].forEach((row, lane) => lanes.start(lane, Uint32Array.of(row)));
    expect([...lanes.take(0)]).toEqual(expected([9]));
    expect(() => lanes.take(1)).toThrow('It was cut off.');
    expect(() => reader.read(Uint32Array.of(30))).toThrow('It was cut off.');
  });

  test('come without the thread as well', async () => {
    const lanes = reader.lanes(1, 2, 50);
    await lanes.end();
    lanes.start(0, Uint32Array.of(5, 6));
    expect([...lanes.take(0)]).toEqual(expected([5, 6]));
  });
});
