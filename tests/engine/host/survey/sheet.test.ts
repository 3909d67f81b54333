import { decode } from 'fast-png';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SHEET_GAP, sheetLayout } from '@shared/contact-sheet.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import { buildDataset } from '../../../../electron/data/library/build.ts';
import { sheetName, writeSheet } from '../../../../electron/engine/host/survey/sheet.ts';

const bundledDir = resolve('resources/datasets');
const image = { height: 10, width: 20, channels: 3 } as const;
const COUNT = 12;
const level = (index: number, pixel: number, channel: number): number => index * 20 + (pixel % 7) + channel * 3;

let libraryDir: string;
let record: DatasetRecord;
beforeAll(async () => {
  libraryDir = await mkdtemp(join(tmpdir(), 'forger-sheet-'));
  ({ record } = await buildDataset(libraryDir, image, async (pixels) => {
    for (let index = 0; index < COUNT; index += 1)
      await pixels.append(Uint8Array.from({ length: 600 }, (_, at) => level(index, Math.floor(at / 3), at % 3)));
    const numbers = Uint16Array.from({ length: COUNT }, (_, index) => index % 2);
    const report = { imported: COUNT, refused: [], labels: [], seconds: 0 };
    return { name: 'Old/shoes', source: 'made', licence: null, labels: ['even', 'odd'], numbers, report };
  }));
});
afterAll(() => rm(libraryDir, { recursive: true, force: true }));

test('a sheet shows the pictures in their order, of their label, each pixel for pixel', async () => {
  const order = Uint32Array.from({ length: COUNT }, (_, at) => COUNT - 1 - at);
  const path = join(libraryDir, 'sheet.png');
  const chosen = { label: 1, order };
  const saved = await writeSheet({
    ...{ libraryDir, bundledDir, id: record.id, chosen, path },
    choices: { images: 3, spread: true },
  });
  expect(saved).toEqual({ path, images: 3 });
  const { width, height, data, channels } = decode(await readFile(path));
  const layout = sheetLayout(image, 3);
  expect({ width, height, channels }).toEqual({ width: layout.width, height: layout.height, channels: 3 });
  const { zoom, columns } = layout;
  expect(zoom).toBe(4);
  const at = (x: number, y: number): number[] => [...data.slice((y * width + x) * 3, (y * width + x) * 3 + 3)];
  // Of 11, 9, 7, 5, 3, 1 every other one.
  for (const [place, index] of [11, 7, 3].entries()) {
    const left = SHEET_GAP + (place % columns) * (20 * zoom + SHEET_GAP);
    const top = SHEET_GAP + Math.floor(place / columns) * (10 * zoom + SHEET_GAP);
    for (const [x, y] of [
      [0, 0],
      [19, 9],
      [6, 4],
    ] as const)
      for (const inner of [0, zoom - 1])
        expect(at(left + x * zoom + inner, top + y * zoom + inner), `${index} at ${x}, ${y}`).toEqual(
          [0, 1, 2].map((channel) => level(index, y * 20 + x, channel)),
        );
    expect(new Set(at(left - 1, top))).toEqual(new Set(at(0, 0)));
  }
});

test('a sheet is called by what it shows; of a label that no picture has there is none', async () => {
  expect(sheetName(record, 1, { by: 'sharpness', descending: true })).toBe('Old-shoes-odd-sharpness');
  expect(sheetName(record, null, { by: 'imported', descending: false })).toBe('Old-shoes');
  await expect(
    writeSheet({
      ...{ libraryDir, bundledDir, id: record.id, chosen: { label: 5 }, path: join(libraryDir, 'none.png') },
      choices: { images: 3, spread: false },
    }),
  ).rejects.toThrow('"Old/shoes" has no picture of this label. Choose another one.');
});
