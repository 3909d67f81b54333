import sharp, { type PngOptions } from 'sharp';
import { describe, expect, test } from 'vitest';
import { readPlainPng } from '../../electron/data/decoder/plain-png.ts';

/** Noise, so that every filter is used and no value stands out. */
const noise = (length: number): Buffer =>
  Buffer.from(Uint8Array.from({ length }, (_, at) => Math.imul(at + 7, 2_654_435_761) >>> 24));
const made = (width: number, height: number, channels: 1 | 3 | 4, options: PngOptions = {}): Promise<Buffer> =>
  sharp(noise(width * height * channels), { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png(options)
    .toBuffer();
const MOST = { width: 64, height: 64 };

describe('a plain PNG', () => {
  test.each([
    [28, 28, 1],
    [1, 1, 3],
    [64, 3, 3],
    [5, 64, 1],
  ] as const)('of %i × %i and %i channels has the pixels it was made of', async (width, height, channels) => {
    for (const adaptiveFiltering of [false, true]) {
      const read = readPlainPng(await made(width, height, channels, { adaptiveFiltering }), MOST);
      expect(read).toMatchObject({ width, height, channels });
      expect(Buffer.from(read?.data ?? [])).toEqual(noise(width * height * channels));
    }
  });

  test.each<[string, () => Promise<Buffer>]>([
    ['is wider than asked for', () => made(65, 4, 1)],
    ['is higher than asked for', () => made(4, 65, 1)],
    ['is transparent', () => made(8, 8, 4)],
    ['is interlaced', () => made(8, 8, 3, { progressive: true })],
    ['has a palette', () => made(8, 8, 3, { palette: true })],
    ['is cut off', async () => (await made(8, 8, 3)).subarray(0, -12)],
    [
      'is no PNG',
      () =>
        sharp(noise(192), { raw: { width: 8, height: 8, channels: 3 } })
          .jpeg()
          .toBuffer(),
    ],
  ])('is left to sharp where it %s', async (_what, bytes) => {
    expect(readPlainPng(await bytes(), MOST)).toBeNull();
  });

  test('is left to sharp where a bit of it is another, wherever it lies', async () => {
    const sound = await made(6, 6, 1);
    for (let at = 0; at < sound.length; at += 1) {
      const wrong = Buffer.from(sound);
      wrong[at] = (wrong[at] ?? 0) ^ 0x10;
      expect(readPlainPng(wrong, MOST), `byte ${at}`).toBeNull();
    }
  });
});
