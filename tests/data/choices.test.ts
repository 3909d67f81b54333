import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { square } from '../../electron/shared/dataset.ts';
import { lookAtImage, prepareDecoder, previewImage } from '../../electron/data/decoder/decode.ts';
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

describe('a window set by hand', () => {
  const window = { x: 0.25, y: 0.1, width: 0.5, height: 0.6 };
  const made = async (bytes: Buffer, crop: object = window) => [
    ...(await decodeImage(bytes, { ...IMAGE, fit: 'crop', crop: crop as typeof window })),
  ];

  test.each([
    ['large', 120, 80],
    ['smaller than the image made', 20, 10],
  ])('is cut out of a %s picture, as if that part of it were all there is', async (_what, width, height) => {
    const whole = await picture(width, height).png().toBuffer();
    const [left, top] = [0.25 * width, 0.1 * height];
    const part = { left, top, width: 0.5 * width, height: 0.6 * height };
    const cut = await sharp(whole).extract(part).png().toBuffer();
    expect(await made(whole)).toEqual([...(await decodeImage(cut, { ...IMAGE, fit: 'crop' }))]);
  });

  test('shows the same of a picture however the camera was held', async () => {
    // The window has the size of the image: nothing is resampled, along whichever axis.
    const upright = picture(32, 40);
    const square16 = { x: 0.25, y: 0.1, width: 0.5, height: 0.4 };
    const expected = await made(await upright.clone().png().toBuffer(), square16);
    // What a camera stores that was held so: the upright picture, turned and mirrored the other way.
    const stored: readonly ((image: Sharp) => Sharp)[] = [
      (image) => image,
      (image) => image.flop(),
      (image) => image.rotate(180),
      (image) => image.flip(),
      // Mirrored first, then turned.
      (image) => image.flip().rotate(90),
      (image) => image.rotate(270),
      (image) => image.flip().rotate(270),
      (image) => image.rotate(90),
    ];
    for (const [index, hold] of stored.entries()) {
      const turned = await hold(upright.clone()).png().toBuffer();
      const bytes = await sharp(turned)
        .withMetadata({ orientation: index + 1 })
        .png()
        .toBuffer();
      expect(await made(bytes, square16)).toEqual(expected);
    }
  });

  test('of one pixel at the very end is still a picture, and facts are of the whole', async () => {
    const bytes = await picture(30, 30).png().toBuffer();
    expect(await made(bytes, { x: 1, y: 1, width: 0.02, height: 0.02 })).toHaveLength(SIDE * SIDE * 3);
    const { facts } = await previewImage(bytes, plain({ ...IMAGE, fit: 'crop', crop: window }), 32);
    const whole = await previewImage(bytes, plain({ ...IMAGE, fit: 'stretch' }), 32);
    expect({ ...facts, sharpness: 0 }).toMatchObject({ width: 30, height: 30, digest: whole.facts.digest });
    expect(facts.hash).toBe((await lookAtImage(bytes)).hash);
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

  test('a colour, beside greys too, and as a grey where the image is grey', async () => {
    const green = [0, 128, 0];
    const image = { ...IMAGE, fit: 'pad', padding: '#008000' } as const;
    expect(at(await decodeImage(await framed, image), 3, 0)).toEqual(green);
    const grey = await decodeImage(await picture(16, 8, 1).png().toBuffer(), image);
    expect([at(grey, 3, 0), new Set(at(grey, 3, 6)).size]).toEqual([green, 1]);
    const made = await decodeImage(await picture(16, 8, 1).png().toBuffer(), { ...image, channels: 1 });
    expect(made[0]).toBe(Math.round(0.587 * 128));
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

describe('over what contrasts with it lies', () => {
  /** A disc, clear around it, of a colour for each of its halves. */
  const disc = (left: Rgb, right: Rgb): Promise<Buffer> =>
    sharp(
      Buffer.from(
        Array.from({ length: 40 * 40 }, (_, index) => {
          const [x, y] = [index % 40, Math.floor(index / 40)];
          return Math.hypot(x - 20, y - 20) < 15 ? [...(x < 20 ? left : right), 255] : [0, 0, 0, 0];
        }).flat(),
      ),
      { raw: { width: 40, height: 40, channels: 4 } },
    )
      .png()
      .toBuffer();
  const BLACK: Rgb = [0, 0, 0];

  test.each<[string, Rgb, Rgb, number]>([
    ['what is dark, white', BLACK, [40, 0, 60], 255],
    ['what is light, black', WHITE, [220, 255, 0], 0],
    ['what is black and white, grey', BLACK, WHITE, 128],
    ['what is black and grey, white', BLACK, [128, 128, 128], 255],
    ['what is grey and white, black', [128, 128, 128], WHITE, 0],
  ])('%s', async (_what, left, right, ground) => {
    const bytes = await disc(left, right);
    const pixels = await decodeImage(bytes, { ...IMAGE, fit: 'crop', background: 'contrast' });
    expect(at(pixels, 0, 0)).toEqual([ground, ground, ground]);
    const { original } = await previewImage(bytes, plain({ ...IMAGE, fit: 'crop', background: 'contrast' }), 32);
    expect(original.pixels[0]).toBe(ground);
    const webp = await sharp(bytes).webp({ lossless: true }).toBuffer();
    expect([...(await decodeImage(webp, { ...IMAGE, fit: 'crop', background: 'contrast' }))]).toEqual([...pixels]);
  });

  test('what shows through but for its middle, and nothing at all, which is black', async () => {
    const clear = sharp({ create: { width: 9, height: 9, channels: 4, background: '#ffffff00' } });
    const make = async (bytes: Buffer): Promise<number[]> =>
      at(await decodeImage(bytes, { ...IMAGE, fit: 'crop', background: 'contrast' }), 0, 0);
    expect(await make(await clear.png().toBuffer())).toEqual(BLACK);
    expect(await make(await picture(16, 16).png().toBuffer())).toEqual(
      at(await picture(16, 16).raw().toBuffer(), 0, 0),
    );
    const grey = sharp(Buffer.from(Array.from({ length: 81 }, (_, index) => [10, index % 9 === 4 ? 255 : 0]).flat()), {
      raw: { width: 9, height: 9, channels: 2 },
    });
    expect(await make(await grey.png().toBuffer())).toEqual(WHITE);
  });
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
