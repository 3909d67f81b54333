import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DatasetPixels } from '@shared/dataset.ts';
import { datasetPage, datasetThumbnail, openDataset, openToTrain } from '../../electron/data/index.ts';
import { DatasetHash } from '../../electron/data/hash.ts';
import { holdOut } from '../../electron/engine/training/held-out/hold-out.ts';
import { groupOf } from '../../build/datasets/emoji-groups.mjs';

const bundled = resolve(import.meta.dirname, '../../resources/datasets');
const SIZE = 64 * 64 * 3;
let temporary: string;
let emoji: DatasetPixels;
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'forger-emoji-'));
  emoji = await openDataset('', bundled, 'emoji');
});
afterAll(() => rm(temporary, { recursive: true }));

const colourAt = (image: number, row: number, column: number): number[] => [
  ...emoji.pixels.subarray(image * SIZE + (row * 64 + column) * 3, image * SIZE + (row * 64 + column) * 3 + 3),
];

describe('Noto Emoji, as they ship', () => {
  test('are as their record says, and no picture is there twice', () => {
    const { record, pixels, labels } = emoji;
    expect([record.count, pixels.length]).toEqual([3762, 3762 * SIZE]);
    const hash = new DatasetHash();
    hash.addPixels(pixels);
    expect(hash.finish(record.image, record.count, labels, record.labels)).toBe(record.hash);
    const prints = new Set<string>();
    for (let image = 0; image < record.count; image++)
      prints.add(Buffer.from(pixels.buffer, pixels.byteOffset + image * SIZE, SIZE).toString('latin1'));
    expect(prints.size).toBe(record.count);
  });

  test('have the nine categories of Unicode as labels, in its order', () => {
    const counts = new Map<string, number>();
    for (const label of emoji.labels ?? []) {
      const name = emoji.record.labels?.[label] ?? '?';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect([...counts.keys()]).toEqual([
      'Smileys & Emotion',
      'People & Body',
      'Animals & Nature',
      'Food & Drink',
      'Travel & Places',
      'Activities',
      'Objects',
      'Symbols',
      'Flags',
    ]);
    expect(Math.min(...counts.values())).toBeGreaterThan(75);
    expect([...emoji.labels!].every((label, at, all) => at === 0 || label >= all[at - 1]!)).toBe(true);
  });

  test('lie over white, in colour: the first is a yellow face', () => {
    expect(colourAt(0, 0, 0)).toEqual([255, 255, 255]);
    const [red = 0, green = 0, blue = 0] = colourAt(0, 12, 32);
    expect(Math.min(red, green)).toBeGreaterThan(180);
    expect(blue).toBeLessThan(120);
  });

  test('keep a base and its variants on one side when some are held out', () => {
    const { pixels, labels, record, groups } = emoji;
    const sizes = new Map<number, number>();
    for (const group of groups ?? []) sizes.set(group, (sizes.get(group) ?? 0) + 1);
    // Without skin tones, women, men and children there are far fewer.
    expect(sizes.size).toBeLessThan(record.count / 2);
    expect(Math.max(...sizes.values())).toBeLessThan(150);
    const { heldOut, trained } = holdOut({ ...record, pixels, labels, groups: groups! }, 188);
    const [held, kept] = [heldOut, trained].map((side) => new Set([...side].map((index) => groups![index]!)));
    expect(heldOut.length).toBe(188);
    expect([...held!].filter((group) => kept!.has(group))).toEqual([]);
  });

  test('come to training with their groups', async () => {
    const opened = await openToTrain('', bundled, 'emoji', 0);
    expect(opened.groups).toEqual(emoji.groups);
    await opened.close();
  });

  test('are looked through by label, and have a thumbnail in colour', async () => {
    const { total, labels, pixels } = await datasetPage('', bundled, 'emoji', { label: 0, page: 1 });
    expect([total, new Set(labels), pixels.length]).toEqual([169, new Set([0]), (169 - 85) * SIZE]);
    const { width, height, channels } = decode(await datasetThumbnail('', bundled, 'emoji'));
    expect([width, height, channels]).toEqual([6 * 64, 2 * 64, 3]);
  });

  test('a changed file is refused', async () => {
    await cp(join(bundled, 'emoji'), join(temporary, 'emoji'), { recursive: true });
    await writeFile(join(temporary, 'emoji', 'images.br'), 'changed');
    await expect(openDataset('', temporary, 'emoji')).rejects.toThrow(/copy of Noto Emoji is damaged \(images.br\)/);
  });
});

test.each([
  ['1F3C3', '1F3C3', 'a runner'],
  ['1F3C3-200D-2640-FE0F-200D-27A1-FE0F', '1F3C3', 'a woman running to the right'],
  ['1F469-1F3FD-200D-1F33E', '1F9D1-1F33E', 'a woman farmer of medium skin tone'],
  ['1F468-200D-1F469-200D-1F467', '1F9D1-1F9D1-1F9D2', 'a family'],
  ['2640-FE0F', '2640-FE0F', 'the sign itself'],
  ['1F1E9-1F1EA', '1F1E9-1F1EA', 'a flag'],
])('%s belongs to %s: %s', (unified, group) => expect(groupOf(unified)).toBe(group));
