import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ImportProgress } from '../../electron/shared/dataset.ts';
import { DEFAULT_LETTERS, lettersOptionsSchema, type LettersOptions } from '../../electron/shared/letters.ts';
import { LettersPreviews, makeLetters, openDataset, readImportReport } from '../../electron/data/index.ts';
import type { LettersRequest } from '../../electron/data/letters/messages.ts';
import { SHIPPED_FONTS } from '../../electron/data/letters/shipped.ts';
import { Studio } from '../../electron/data/letters/studio.ts';
import { buildStudio, FONTS } from './support/letters.ts';

let studio: Awaited<ReturnType<typeof buildStudio>>;
let library: string;
beforeAll(async () => {
  studio = await buildStudio();
});
afterAll(() => studio.remove());
beforeEach(async () => {
  library = await mkdtemp(join(tmpdir(), 'forger-library-'));
});
afterEach(() => rm(library, { recursive: true }));

const signal = (): AbortSignal => new AbortController().signal;
const make = (options: Partial<LettersOptions>, more: Partial<Parameters<typeof makeLetters>[0]> = {}) =>
  makeLetters({
    ...studio.parts,
    libraryDir: library,
    options: { ...DEFAULT_LETTERS, ...options },
    signal: signal(),
    onProgress: () => undefined,
    ...more,
  });
const open = (id: string) => openDataset(library, '', id);

describe('the data set', () => {
  test('of the default options is the same on every machine', async () => {
    const { record, report } = await make({});
    expect(record).toMatchObject({
      id: 'letters',
      count: 18_000,
      image: { height: 28, width: 28, channels: 1 },
      labels: [...'ABCDEFGHIJ'],
    });
    // A change of this hash is a new data set: runs trained on the old one could not go on.
    expect(record.hash).toBe('1f57cf5398c61adceae7b4c62a2958caf98d10ba379a085921771963c880b7cf');
    expect(report.refused).toEqual([]);
    expect(report.labels).toEqual([...'ABCDEFGHIJ'].map((name) => ({ name, count: 1800 })));
    await expect(make({})).rejects.toMatchObject({ code: 'invalid-request' });
  });

  test('says in its report which fonts and options it was made with', async () => {
    const { record } = await make({ name: 'Few', count: 4, characters: 'AB', seed: 9 });
    expect(record.id).toMatch(/^letters-[0-9a-f]{8}$/);
    const report = await readImportReport(library, record.id);
    expect(report?.letters?.options).toMatchObject({ characters: 'AB', seed: 9, machineFonts: false });
    const styles = Object.values(SHIPPED_FONTS).flat().length;
    expect(new Set(report?.letters?.fonts.map(({ sha256 }) => sha256)).size).toBe(styles);
  });

  test('depends on nothing but seed, character and number: asking for more keeps the first images', async () => {
    const few = await open((await make({ name: 'Few', characters: 'AB', count: 20 })).record.id);
    const more = await open((await make({ name: 'More', characters: 'XBA', count: 60 })).record.id);
    const images = (pixels: Uint8Array, label: number, each: number): Uint8Array =>
      pixels.subarray(label * each * 784, (label * each + 10) * 784);
    expect(images(few.pixels, 0, 10)).toEqual(images(more.pixels, 2, 20));
    expect(images(few.pixels, 1, 10)).toEqual(images(more.pixels, 1, 20));
    const other = await open((await make({ name: 'Other', characters: 'AB', count: 20, seed: 2 })).record.id);
    expect(images(other.pixels, 0, 10)).not.toEqual(images(few.pixels, 0, 10));
  });

  test('shares images evenly, and the labels are the characters', async () => {
    const { record, report } = await make({ name: 'Odd', characters: 'abcab7', count: 10 });
    expect(record.labels).toEqual(['a', 'b', 'c', '7']);
    expect(report.labels.map(({ count }) => count)).toEqual([2, 3, 2, 3]);
    expect([...((await open(record.id)).labels ?? [])]).toEqual([0, 0, 1, 1, 1, 2, 2, 3, 3, 3]);
  });

  test.each([16, 47, 256])('has images of %i pixels', async (size) => {
    const { record } = await make({ name: 'Size', characters: 'A', count: 2, size });
    expect(record.image).toEqual({ height: size, width: size, channels: 1 });
    expect((await open(record.id)).pixels).toHaveLength(2 * size * size);
  });

  test('tells how far it is, and leaves nothing when cancelled', async () => {
    const controller = new AbortController();
    const seen: ImportProgress[] = [];
    const onProgress = (progress: ImportProgress): void => {
      seen.push(progress);
      if (progress.done > 0) controller.abort();
    };
    const cancelled = make({ name: 'Big', size: 128, count: 20_000 }, { signal: controller.signal, onProgress });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect(seen[0]).toEqual({ done: 0, total: 20_000, refused: 0 });
    expect(await readdir(join(library, 'datasets'))).toEqual([]);
  });

  test('is refused where it would be larger than a data set may be', async () => {
    await expect(make({ size: 256, count: 500_000 })).rejects.toMatchObject({ code: 'invalid-request' });
  });
});

describe('an image', () => {
  const ink = (image: Uint8Array): number => image.reduce((sum, value) => sum + value, 0) / (255 * image.length);
  const imagesOf = async (options: Partial<LettersOptions>): Promise<Uint8Array[]> => {
    const { pixels, record } = await open((await make({ name: 'Tones', ...options })).record.id);
    return Array.from({ length: record.count }, (_, index) => pixels.subarray(index * 784, (index + 1) * 784));
  };

  test('is light on dark, or the exact opposite', async () => {
    const light = await imagesOf({ characters: 'ABC', count: 30 });
    const dark = await imagesOf({ characters: 'ABC', count: 30, tone: 'dark-on-light' });
    light.forEach((image, index) => expect(dark[index]).toEqual(image.map((value) => 255 - value)));
    // Letters cover less than half of their square on average.
    expect(light.reduce((sum, image) => sum + ink(image), 0) / 30).toBeLessThan(0.5);
  });

  test('is dark on light in the share asked for, where mixed', async () => {
    const light = await imagesOf({ characters: 'ABC', count: 600 });
    const mixed = await imagesOf({ characters: 'ABC', count: 600, tone: 'mixed', share: 0.25 });
    const inverted = mixed.filter((image, index) => !image.every((value, at) => value === light[index]?.[at])).length;
    expect(inverted).toBeGreaterThan(110);
    expect(inverted).toBeLessThan(190);
  });

  test('is filled by its letter, upright and nowhere empty', async () => {
    for (const image of await imagesOf({ characters: 'AHMX', count: 80 })) {
      const rows = Array.from({ length: 28 }, (_, row) => ink(image.subarray(row * 28, row * 28 + 28)) > 0);
      expect(rows.filter(Boolean).length).toBeGreaterThanOrEqual(15);
    }
    const [letter] = await imagesOf({ characters: 'A', count: 2, seed: 3 });
    // An A is wider at its foot.
    expect(ink((letter ?? new Uint8Array()).subarray(20 * 28))).toBeGreaterThan(0);
    const all = await imagesOf({ characters: 'A', count: 200 });
    const half = (from: number): number => all.reduce((sum, image) => sum + ink(image.subarray(from, from + 392)), 0);
    expect(half(392)).toBeGreaterThan(half(0));
  });

  test('comes in great variety', async () => {
    const images = await imagesOf({ characters: 'A', count: 500 });
    expect(new Set(images.map((image) => Buffer.from(image).toString('base64'))).size).toBe(500);
  });
});

describe('characters', () => {
  test('that no shipped font has are refused by name', async () => {
    await expect(make({ characters: 'AЖ漢' })).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining('Ж 漢'),
    });
    expect(await readdir(library)).toEqual([]);
  });

  test('are not blamed where the fonts are missing', async () => {
    await expect(make({}, { fontsDir: library })).rejects.toMatchObject({ code: 'not-found' });
  });

  test.each(['', ' ', 'A B', 'A\n', '\u0301', '\u202e', '\ud800', 'é'.repeat(3) + '\u0000'])(
    '%j are none',
    (characters) => {
      expect(lettersOptionsSchema.safeParse({ characters }).success).toBe(false);
    },
  );

  test('are counted by code point, composed', () => {
    expect(lettersOptionsSchema.safeParse({ characters: 'e\u0301' }).success).toBe(true);
    expect(lettersOptionsSchema.safeParse({ characters: 'ABC', count: 2 }).success).toBe(false);
  });
});

describe('fonts of the machine', () => {
  let folder: string;
  beforeEach(async () => {
    folder = join(library, 'fonts');
    await mkdir(join(folder, 'below'), { recursive: true });
  });
  const openStudio = (launcher = studio.parts.launcher): Promise<Studio> =>
    Studio.open(
      { launcher, fontsDir: FONTS, machineDirs: [folder, join(library, 'not there')] },
      { characters: 'A', machineFonts: true },
      signal(),
    );

  test('are used beside those that ship; what is none is skipped with its reason', async () => {
    const woff = join(FONTS, 'work', 'none.woff');
    const regular = await readFile(join(FONTS, 'spectral', 'files', 'spectral-latin-500-normal.woff'));
    await writeFile(join(folder, 'below', 'good.woff'), regular);
    await writeFile(join(folder, 'again.woff'), regular);
    await writeFile(join(folder, 'cut.otf'), regular.subarray(0, 4000));
    await writeFile(join(folder, 'text.ttf'), 'not a font at all');
    await writeFile(join(folder, 'empty.ttf'), '');
    await writeFile(join(folder, 'readme.txt'), 'passed over in silence');
    await symlink(woff, join(folder, 'link.ttf'));
    const opened = await openStudio();
    opened.close();
    const shipped = Object.values(SHIPPED_FONTS).flat().length;
    expect(opened.fonts).toHaveLength(shipped + 1);
    const reasons = Object.fromEntries(opened.refused.map(({ path, reason }) => [path, reason]));
    expect(reasons).toEqual({
      'good.woff': 'the same file as another font',
      'cut.otf': expect.stringMatching(/damaged/),
      'text.ttf': expect.stringMatching(/damaged/),
      'empty.ttf': expect.stringMatching(/damaged/),
      'link.ttf': expect.stringMatching(/a link/),
    });
  });

  test('that kill their reader are named, and the others are kept', async () => {
    await writeFile(join(folder, 'deadly.ttf'), 'x');
    const deadly: typeof studio.parts.launcher = () => {
      const real = studio.parts.launcher();
      return {
        ...real,
        postMessage: (message) => {
          const request = message as LettersRequest;
          if (request.type === 'open' && request.file.label === 'deadly.ttf') real.kill();
          else real.postMessage(message);
        },
      };
    };
    const opened = await openStudio(deadly);
    expect(opened.refused).toEqual([{ path: 'deadly.ttf', reason: 'the font reader failed on it' }]);
    const style = { size: 28, tone: 'mixed', share: 0.5, seed: 1 } as const;
    expect(await opened.draw(style, [{ character: 0, number: 0 }])).toHaveLength(784);
    opened.close();
  });
});

describe('the preview', () => {
  test('shows the first images of the data set itself', async () => {
    const previews = new LettersPreviews(studio.parts);
    const options = { ...DEFAULT_LETTERS, name: 'Few', characters: 'ABCDE', count: 30 };
    const { picture, fonts, families, refused } = await previews.preview(options);
    expect({ families, refused }).toEqual({ families: Object.keys(SHIPPED_FONTS).length, refused: 0 });
    expect(fonts).toBeGreaterThan(families);
    const png = decode(previews.picture(picture) ?? new Uint8Array());
    expect([png.width, png.height]).toEqual([280, 84]);
    const { pixels } = await open((await make(options)).record.id);
    // The sixth tile is the second image of the first character.
    const row = png.data.subarray(14 * 280 + 5 * 28, 14 * 280 + 6 * 28);
    expect([...row]).toEqual([...pixels.subarray(784 + 14 * 28, 784 + 15 * 28)]);
    await expect(previews.preview({ ...options, characters: '漢' })).rejects.toMatchObject({ code: 'invalid-request' });
    expect((await previews.preview({ ...options, size: 16 })).picture).not.toBe(picture);
    previews.close();
  });
});
