import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { square } from '../../electron/shared/dataset.ts';
import { prepareDecoder, previewImage } from '../../electron/data/decoder/decode.ts';
import { decodeImage, plain } from './support/decode.ts';
import { picture } from './support/pictures.ts';

beforeAll(() => prepareDecoder());

type Rgb = readonly [number, number, number];
const WHITE: Rgb = [255, 255, 255];
const SIDE = 16;
const IMAGE = { ...square(SIDE), channels: 3 } as const;

/** A PNG of the colours that a place has. */
const drawn = (width: number, height: number, colourAt: (x: number, y: number) => Rgb): Promise<Buffer> =>
  sharp(
    Buffer.from(
      Array.from({ length: width * height }, (_, at) => [...colourAt(at % width, Math.floor(at / width))]).flat(),
    ),
    { raw: { width, height, channels: 3 } },
  )
    .png()
    .toBuffer();
const at = (pixels: Uint8Array, x: number, y: number, width = SIDE): number[] => [
  ...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

describe('a crop', () => {
  /** Even, but for a checkerboard between two places along its length. */
  const board =
    (from: number, end: number) =>
    (x: number, y: number): Rgb =>
      x >= from && x < end && (x + y) % 2 === 0 ? [250, 250, 250] : [10, 20, 30];

  test('by detail shows where the edges are, across and down, turned or not', async () => {
    const wide = await drawn(48, SIDE, board(3, 15));
    const pixels = await decodeImage(wide, { ...IMAGE, fit: 'crop', crop: 'detail' });
    expect(pixels.filter((value) => value === 250)).toHaveLength((12 * SIDE * 3) / 2);
    const centre = await decodeImage(wide, { ...IMAGE, fit: 'crop' });
    expect(centre.includes(250)).toBe(false);
    const high = await sharp(wide).rotate(90).png().toBuffer();
    const turned = await decodeImage(high, { ...IMAGE, fit: 'crop', crop: 'detail' });
    expect(turned.filter((value) => value === 250)).toHaveLength((12 * SIDE * 3) / 2);
    const exif = await sharp(wide).withMetadata({ orientation: 6 }).png().toBuffer();
    expect([...(await decodeImage(exif, { ...IMAGE, fit: 'crop', crop: 'detail' }))]).toEqual([...turned]);
  });

  test.each([
    [49, 16],
    [16, 50],
    [9, 5],
    [5, 8],
  ])('of an even picture of %i × %i is the middle, whichever is chosen', async (width, height) => {
    // A step in the middle of the picture, which every window around it shows whole.
    const step = await drawn(width, height, (x, y) =>
      (width > height ? x : y) * 2 < Math.max(width, height) ? WHITE : [0, 9, 0],
    );
    const [detail, centre] = [
      await decodeImage(step, { ...IMAGE, fit: 'crop', crop: 'detail' }),
      await decodeImage(step, { ...IMAGE, fit: 'crop' }),
    ];
    expect([...detail]).toEqual([...centre]);
  });

  test('of a small picture is enlarged from where its detail is', async () => {
    const small = await drawn(12, 4, (x) => (x >= 9 && x % 2 === 0 ? WHITE : [0, 0, 0]));
    expect((await decodeImage(small, { ...IMAGE, fit: 'crop', crop: 'detail' })).some((value) => value > 200)).toBe(
      true,
    );
  });
});

describe('beside a padded picture lies', () => {
  const padded = (bytes: Buffer, padding: 'black' | 'white' | 'edge' | 'blur') =>
    decodeImage(bytes, { ...IMAGE, fit: 'pad', padding });
  /** Twice as wide as high: red all around, green within. */
  const framed = drawn(16, 8, (x, y) => (x === 0 || y === 0 || x === 15 || y === 7 ? [200, 10, 20] : [0, 255, 0]));

  test('one tone, or the colour of its edge', async () => {
    for (const [padding, colour] of [
      ['black', [0, 0, 0]],
      ['white', WHITE],
      ['edge', [200, 10, 20]],
    ] as const) {
      const pixels = await padded(await framed, padding);
      expect([at(pixels, 0, 0), at(pixels, 15, 3), at(pixels, 7, 12)]).toEqual([colour, colour, colour]);
      expect([at(pixels, 0, 4), at(pixels, 8, 8), at(pixels, 8, 11)]).toEqual([
        [200, 10, 20],
        [0, 255, 0],
        [200, 10, 20],
      ]);
    }
  });

  test('itself, enlarged and blurred', async () => {
    const halves = await drawn(32, 8, (x) => (x < 16 ? [255, 0, 0] : [0, 0, 255]));
    const pixels = await padded(halves, 'blur');
    const row = Array.from({ length: SIDE }, (_, x) => at(pixels, x, 0));
    expect([(row[0]?.[0] ?? 0) > 240, (row[15]?.[2] ?? 0) > 240]).toEqual([true, true]);
    // From red to blue, without a step.
    row.slice(1).forEach((colour, x) => expect((row[x]?.[0] ?? 0) - (colour[0] ?? 0)).toBeLessThan(100));
    const within = (image: Uint8Array): number[] => [...image.subarray(6 * SIDE * 3, 10 * SIDE * 3)];
    expect(within(pixels)).toEqual(within(await padded(halves, 'black')));
  });

  test('in grey as in colour', async () => {
    const grey = await decodeImage(await framed, { ...IMAGE, channels: 1, fit: 'pad', padding: 'edge' });
    expect(grey[0]).toBe(Math.round(0.299 * 200 + 0.587 * 10 + 0.114 * 20));
  });
});

test.each([
  ['white', WHITE],
  ['black', [0, 0, 0]],
  ['#ff8000', [255, 128, 0]],
] as const)('what is transparent shows %s', async (background, colour) => {
  const clear = { r: 9, g: 9, b: 9, alpha: 0 };
  const create = { width: 20, height: 20, background: clear } as const;
  for (const bytes of [
    await sharp({ create: { ...create, channels: 4 } })
      .png()
      .toBuffer(),
    await sharp({ create: { ...create, channels: 4 } })
      .webp()
      .toBuffer(),
    // Grey, with alpha: it has to become one of colours.
    await sharp({ create: { ...create, channels: 4 } })
      .toColourspace('b-w')
      .png()
      .toBuffer(),
  ])
    expect(at(await decodeImage(bytes, { ...IMAGE, fit: 'crop', background }), 5, 5)).toEqual(colour);
});

describe('tones', () => {
  const dark = drawn(20, 20, (x, y) => (Math.hypot(x - 10, y - 9) < 5 ? WHITE : [10, 20, 30]));
  const light = sharp({ create: { width: 20, height: 20, channels: 3, background: '#eee' } })
    .png()
    .toBuffer();
  const uneven = picture(20, 20).png().toBuffer();
  const made = async (bytes: Promise<Buffer>, tones: 'own' | 'inverted' | 'light-on-dark' | 'dark-on-light') => [
    ...(await decodeImage(await bytes, { ...IMAGE, fit: 'crop', tones })),
  ];
  const opposite = (pixels: readonly number[]): number[] => pixels.map((value) => 255 - value);

  test('of one ground are inverted, and only where the ground is even', async () => {
    for (const [bytes, tones] of [
      [dark, 'inverted'],
      [light, 'inverted'],
      [uneven, 'inverted'],
      [dark, 'dark-on-light'],
      [light, 'light-on-dark'],
    ] as const)
      expect(await made(bytes, tones)).toEqual(opposite(await made(bytes, 'own')));
    for (const [bytes, tones] of [
      [dark, 'light-on-dark'],
      [light, 'dark-on-light'],
      [uneven, 'light-on-dark'],
      [uneven, 'dark-on-light'],
    ] as const)
      expect(await made(bytes, tones)).toEqual(await made(bytes, 'own'));
  });

  test('of what lies beside a picture stay', async () => {
    const wide = await drawn(16, 8, () => [230, 230, 230]);
    const pixels = await decodeImage(wide, { ...IMAGE, fit: 'pad', padding: 'black', tones: 'light-on-dark' });
    expect([at(pixels, 8, 0), at(pixels, 8, 8)]).toEqual([
      [0, 0, 0],
      [25, 25, 25],
    ]);
  });
});

test('a preview is the image made, the picture itself, upright and small, and its facts', async () => {
  const bytes = await picture(80, 40).withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toBuffer();
  const target = plain({ ...IMAGE, fit: 'crop', tones: 'inverted' });
  const { pixels, original, facts } = await previewImage(bytes, target, 32);
  expect([...pixels]).toEqual([...(await decodeImage(bytes, target))]);
  expect([original.width, original.height, original.pixels.length]).toEqual([16, 32, 16 * 32 * 3]);
  expect(facts).toMatchObject({ width: 40, height: 80, turned: true });
  expect((await previewImage(await picture(9, 7, 1).png().toBuffer(), target, 32)).original).toMatchObject({
    width: 9,
    height: 7,
  });
});
