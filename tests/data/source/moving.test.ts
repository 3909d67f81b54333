import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Opening } from '@shared/import/chosen.ts';
import { framesOf } from '../../../electron/data/decoder/frames.ts';
import { placeOf, type PictureSource } from '../../../electron/data/source/source.ts';
import { buildDecoder } from '../support/decoder.ts';
import { fakeDecoders } from '../support/fake-decoder.ts';
import { makePlaces, type Places } from './support.ts';

let decoder: Awaited<ReturnType<typeof buildDecoder>>;
let places: Places;
beforeAll(async () => {
  decoder = await buildDecoder();
});
afterAll(() => decoder.remove());
beforeEach(async () => {
  places = await makePlaces();
});
afterEach(() => places.remove());

const [WIDTH, HEIGHT] = [6, 4];
/** Colours that a palette keeps as they are; the last frames are transparent. */
const colours = Array.from(
  { length: 7 },
  (_, at) => [(at * 40) % 256, 255 - at * 30, at * 9, at > 4 ? 0 : 255] as const,
);

async function moving(format: 'gif' | 'webp', frames = colours): Promise<Buffer> {
  const still = frames.map(([r, g, b, alpha]) =>
    sharp({ create: { width: WIDTH, height: HEIGHT, channels: 4, background: { r, g, b, alpha: alpha / 255 } } })
      .png()
      .toBuffer(),
  );
  const together = sharp(await Promise.all(still), { join: { animated: true } });
  // Else frames that are alike would become one.
  return format === 'gif'
    ? together.gif({ keepDuplicateFrames: true, loop: 0 }).toBuffer()
    : together.webp({ lossless: true, minSize: false }).toBuffer();
}

async function opened(name: string, every?: number, told: Opening[] = []): Promise<PictureSource> {
  const args = { decoder: decoder.launcher, every, onOpening: (opening: Opening) => void told.push(opening) };
  const source = await places.open([join(places.folder, name)], args);
  if (source.kind !== 'pictures') throw new Error(`This is ${source.kind}.`);
  return source.source;
}

/** The colour of each of them, where it can be seen. */
const seen = (source: PictureSource): Promise<number[][]> =>
  Promise.all(
    source.files.map(async (file) => {
      const { data, info } = await sharp(placeOf(source, file)).raw().toBuffer({ resolveWithObject: true });
      expect(info).toMatchObject({ width: WIDTH, height: HEIGHT, channels: 4 });
      const [r = 0, g = 0, b = 0, alpha = 0] = data;
      return alpha === 0 ? [0] : [r, g, b, alpha];
    }),
  );
const expected = (every: number): number[][] =>
  colours.filter((_, at) => at % every === 0).map((colour) => (colour[3] === 0 ? [0] : [...colour]));

test.each([
  ['gif', 1],
  ['gif', 3],
  ['webp', 1],
  ['webp', 3],
] as const)('every so many-th frame of a moving %s is a picture: %i', async (format, every) => {
  await places.put('a.dat', await moving(format));
  const told: Opening[] = [];
  const source = await opened('a.dat', every, told);
  expect(await seen(source)).toEqual(expected(every));
  expect(source.words).toBe('the moving picture "a.dat"');
  expect(told.at(-1)).toEqual({ what: 'frames', share: 1 });
  await source.close();
  expect(await places.leftovers()).toEqual([]);
});

test('a WebP that does not move is a picture', async () => {
  await places.put(
    'a.webp',
    await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
      .webp()
      .toBuffer(),
  );
  expect(await opened('a.webp')).toMatchObject({ files: ['a.webp'], words: 'single pictures' });
});

test('several moving pictures are pictures, each its first frame', async () => {
  for (const name of ['a.gif', 'b.gif']) await places.put(name, await moving('gif'));
  expect(await places.pictures('a.gif', 'b.gif')).toMatchObject({ files: ['a.gif', 'b.gif'] });
});

test('one that is damaged is told in a sentence, and nothing is left', async () => {
  const whole = await moving('webp');
  await places.put('a.webp', whole.subarray(0, whole.length - 30));
  await expect(opened('a.webp', 1)).rejects.toMatchObject({
    code: 'damaged',
    message: 'The frames of this picture cannot be taken: damaged: it cannot be decoded.',
  });
  expect(await places.leftovers()).toEqual([]);
});

test.each([
  ['none', { frames: [], total: 2 }],
  ['what is no picture', { frames: ['x'], total: 2 }],
  ['more than it says there are', { frames: [new Uint8Array(1), new Uint8Array(1)], total: 1 }],
])('a decoder that answers with %s is not believed', async (_what, answer) => {
  await places.put('a.gif', await moving('gif'));
  const { launcher } = fakeDecoders({ answer: ({ index }) => ({ type: 'framed', index, ...answer }) });
  await expect(places.open([join(places.folder, 'a.gif')], { decoder: launcher, every: 1 })).rejects.toMatchObject({
    code: 'damaged',
  });
  expect(await places.leftovers()).toEqual([]);
});

test('frames are given from any on, each drawn over those before it', async () => {
  for (const format of ['gif', 'webp'] as const) {
    const bytes = await moving(format);
    const { frames, total } = await framesOf(bytes, 3, 2);
    expect(total).toBe(colours.length);
    const first = await Promise.all(frames.map((frame) => sharp(frame).raw().toBuffer()));
    expect(first.map((pixels) => pixels[3])).toEqual([255, 0]);
    expect([...(first[0] ?? Buffer.alloc(0)).subarray(0, 3)]).toEqual(colours[3]?.slice(0, 3));
  }
});
