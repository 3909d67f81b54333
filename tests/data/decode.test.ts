import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { sizeWords, square } from '../../electron/shared/dataset.ts';
import { prepareDecoder } from '../../electron/data/decoder/decode.ts';
import { frame } from '../../electron/data/decoder/frame.ts';
import type { ImageTarget } from '../../electron/data/decoder/messages.ts';
import { encodeBmp } from './support/bmp.ts';
import { decodeImage, plain } from './support/decode.ts';
import { gradient, picture } from './support/pictures.ts';

beforeAll(() => prepareDecoder());

const rgb = (size: number, fit: ImageTarget['fit'] = 'crop'): ImageTarget =>
  plain({ ...square(size), channels: 3, fit });
const grey = (size: number, fit: ImageTarget['fit'] = 'crop'): ImageTarget =>
  plain({ ...square(size), channels: 1, fit });
/** Largest difference between two images. */
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(
    ...Array.from({ length: Math.max(a.length, b.length) }, (_, index) =>
      Math.abs((a[index] ?? 999) - (b[index] ?? 999)),
    ),
  );
const pixelAt = (pixels: Uint8Array, width: number, x: number, y: number): number[] => [
  ...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

describe('an image of the wanted size is copied, not resampled', () => {
  const original = gradient(28, 28);
  test.each([
    ['PNG', () => picture(28, 28).png().toBuffer()],
    ['interlaced PNG', () => picture(28, 28).png({ progressive: true }).toBuffer()],
    ['lossless WebP', () => picture(28, 28).webp({ lossless: true }).toBuffer()],
  ])('%s', async (_format, encode) => {
    for (const fit of ['crop', 'pad', 'stretch'] as const) {
      expect([...(await decodeImage(await encode(), rgb(28, fit)))]).toEqual([...original]);
    }
  });

  test('BMP', async () => {
    const words = Array.from(
      { length: 28 * 28 },
      (_, index) =>
        ((original[index * 3] ?? 0) << 16) | ((original[index * 3 + 1] ?? 0) << 8) | (original[index * 3 + 2] ?? 0),
    );
    expect([...(await decodeImage(encodeBmp({ width: 28, height: 28, bits: 24 }, words), rgb(28)))]).toEqual([
      ...original,
    ]);
  });

  test('GIF with few colours', async () => {
    const flags = Uint8Array.from({ length: 28 * 28 * 3 }, (_, index) => (Math.floor(index / 3) % 28 < 14 ? 255 : 0));
    const gif = await sharp(flags, { raw: { width: 28, height: 28, channels: 3 } })
      .gif()
      .toBuffer();
    expect([...(await decodeImage(gif, rgb(28)))]).toEqual([...flags]);
  });

  test('grey stays grey, exactly, whether asked for one channel or three', async () => {
    const values = gradient(28, 28, 1);
    const png = await picture(28, 28, 1).toColourspace('b-w').png().toBuffer();
    expect((await sharp(png).metadata()).channels).toBe(1);
    expect([...(await decodeImage(png, grey(28)))]).toEqual([...values]);
    const asColour = await decodeImage(png, rgb(28));
    expect([...asColour]).toEqual([...values].flatMap((value) => [value, value, value]));
    const colourPng = await sharp(asColour, { raw: { width: 28, height: 28, channels: 3 } })
      .png()
      .toBuffer();
    expect([...(await decodeImage(colourPng, grey(28)))]).toEqual([...values]);
  });
});

describe('what formats can do', () => {
  test('JPEG and lossy WebP come close to what was encoded', async () => {
    const smooth = sharp({ create: { width: 64, height: 64, channels: 3, background: { r: 200, g: 90, b: 30 } } });
    for (const bytes of [
      await smooth.jpeg({ quality: 95 }).toBuffer(),
      await smooth.webp({ quality: 95 }).toBuffer(),
    ]) {
      const decoded = await decodeImage(bytes, rgb(28));
      expect(distance(decoded, new Array<number[]>(28 * 28).fill([200, 90, 30]).flat())).toBeLessThanOrEqual(4);
    }
  });

  test('colour becomes grey by Rec. 601', async () => {
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: { r: 255, g: 100, b: 10 } } })
      .png()
      .toBuffer();
    expect([...new Set(await decodeImage(png, grey(8)))]).toEqual([Math.round(0.299 * 255 + 0.587 * 100 + 0.114 * 10)]);
  });

  test('transparent images lie over black', async () => {
    const half = await sharp({
      create: { width: 8, height: 8, channels: 4, background: { r: 200, g: 100, b: 50, alpha: 128 / 255 } },
    })
      .png()
      .toBuffer();
    expect(
      distance(await decodeImage(half, rgb(8)), new Array<number[]>(64).fill([100, 50, 25]).flat()),
    ).toBeLessThanOrEqual(1);
    const clear = await sharp({
      create: { width: 8, height: 8, channels: 4, background: { r: 255, g: 255, b: 255, alpha: 0 } },
    })
      .webp()
      .toBuffer();
    expect([...new Set(await decodeImage(clear, rgb(8)))]).toEqual([0]);
  });

  test('16 bits become 8', async () => {
    const values = gradient(16, 16, 1);
    const wide = Uint16Array.from(values, (value) => value * 257);
    const png = await sharp(wide, { raw: { width: 16, height: 16, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    expect((await sharp(png).metadata()).depth).toBe('ushort');
    expect([...(await decodeImage(png, grey(16)))]).toEqual([...values]);
  });

  test('CMYK becomes RGB', async () => {
    const red = await sharp({ create: { width: 32, height: 32, channels: 3, background: { r: 220, g: 30, b: 30 } } })
      .toColourspace('cmyk')
      .jpeg({ quality: 95 })
      .toBuffer();
    expect((await sharp(red).metadata()).space).toBe('cmyk');
    const [r = 0, g = 0, b = 0] = await decodeImage(red, rgb(16));
    expect(r).toBeGreaterThan(150);
    expect(Math.max(g, b)).toBeLessThan(100);
  });

  test('of a moving picture the first frame is taken', async () => {
    const frames = await Promise.all(
      [
        [255, 0, 0],
        [0, 255, 0],
      ].map(([r = 0, g = 0, b = 0]) =>
        sharp({ create: { width: 16, height: 16, channels: 3, background: { r, g, b } } })
          .png()
          .toBuffer(),
      ),
    );
    for (const bytes of [
      await sharp(frames, { join: { animated: true } })
        .gif()
        .toBuffer(),
      await sharp(frames, { join: { animated: true } })
        .webp({ lossless: true })
        .toBuffer(),
    ]) {
      expect((await sharp(bytes).metadata()).pages).toBe(2);
      expect([...(await decodeImage(bytes, rgb(16)))].slice(0, 3)).toEqual([255, 0, 0]);
    }
  });
});

describe('EXIF orientation', () => {
  const upright = gradient(6, 4);
  /** The picture as a camera held so stores it. */
  function turned(picture: Uint8Array, width: number, height: number, orientation: number): Sharp {
    const [w, h] = orientation < 5 ? [width, height] : [height, width];
    const stored = new Uint8Array(picture.length);
    for (let y = 0; y < h; y += 1) {
      for (let x = 0; x < w; x += 1) {
        const [ux, uy] = upward[orientation]?.(x, y, w, h) ?? [0, 0];
        stored.set(pixelAt(picture, width, ux, uy), (y * w + x) * 3);
      }
    }
    return sharp(stored, { raw: { width: w, height: h, channels: 3 } }).withMetadata({ orientation });
  }
  /** How a camera held in each of eight ways stores the upright picture: where the stored pixel (x, y) of w × h lies upright. */
  const upward: Record<number, (x: number, y: number, w: number, h: number) => [number, number]> = {
    1: (x, y) => [x, y],
    2: (x, y, w) => [w - 1 - x, y],
    3: (x, y, w, h) => [w - 1 - x, h - 1 - y],
    4: (x, y, _w, h) => [x, h - 1 - y],
    5: (x, y) => [y, x],
    6: (x, y, _w, h) => [h - 1 - y, x],
    7: (x, y, w, h) => [h - 1 - y, w - 1 - x],
    8: (x, y, w) => [y, w - 1 - x],
  };

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('%i is turned upright', async (orientation) => {
    const image = turned(upright, 6, 4, orientation);
    for (const bytes of [
      await image.clone().png().toBuffer(),
      await image.clone().webp({ lossless: true }).toBuffer(),
    ]) {
      expect((await sharp(bytes).metadata()).orientation).toBe(orientation);
      // 6 × 4 within 6 × 6: one black row above, one below, and no resampling.
      const decoded = await decodeImage(bytes, rgb(6, 'pad'));
      expect([...decoded.subarray(6 * 3, 5 * 6 * 3)]).toEqual([...upright]);
      expect([...new Set(decoded.subarray(0, 6 * 3))]).toEqual([0]);
    }
    const jpeg = await image.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    expect(distance((await decodeImage(jpeg, rgb(6, 'pad'))).subarray(6 * 3, 5 * 6 * 3), upright)).toBeLessThan(12);
  });

  test.each([2, 3, 4, 5, 6, 7, 8])(
    '%i is cropped, padded and enlarged as the upright picture is',
    async (orientation) => {
      // Odd and even differences, so that what is cut or added has a half pixel to give to one side.
      for (const [width, height] of [
        [37, 22],
        [22, 38],
      ] as const) {
        const picture = gradient(width, height);
        const stored = await turned(picture, width, height, orientation).png().toBuffer();
        const plain = await turned(picture, width, height, 1).png().toBuffer();
        for (const fit of ['crop', 'pad', 'stretch'] as const) {
          for (const sides of [
            ...[15, 16, 22, 30, 64].map(square),
            { width: 24, height: 16 },
            { width: 15, height: 40 },
          ]) {
            const target = { ...sides, channels: 3, fit } as const;
            const [one, other] = [await decodeImage(stored, target), await decodeImage(plain, target)];
            const mean = one.reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)), 0) / one.length;
            // Lying on its side, columns are made smaller after rows: what is cut at 0 and 255 between is another.
            expect(mean, `${width} × ${height}, ${fit} to ${sizeWords(sides)}`).toBeLessThan(
              orientation < 5 ? 1e-9 : 1,
            );
          }
        }
      }
    },
  );
});

describe('fits', () => {
  /** Red left third, green middle third, blue right third. */
  const bars = sharp(
    Uint8Array.from({ length: 96 * 32 * 3 }, (_, index) =>
      Math.floor((Math.floor(index / 3) % 96) / 32) === index % 3 ? 255 : 0,
    ),
    { raw: { width: 96, height: 32, channels: 3 } },
  );
  test('crop cuts what stands over, equally on both sides', async () => {
    const decoded = await decodeImage(await bars.png().toBuffer(), rgb(32, 'crop'));
    expect([...decoded]).toEqual(new Array<number[]>(32 * 32).fill([0, 255, 0]).flat());
  });
  test('crop makes no more of a thread than is shown', () => {
    // Made as wide as the square in all its length, it would take 12 GB.
    const height = 200_000_001;
    const data = new Uint8Array(height);
    data.fill(255, (height - 1) / 2 - 10, (height - 1) / 2 + 11);
    const thread = frame({ width: 1, height, channels: 1, data }, grey(64));
    expect(new Set(thread)).toEqual(new Set([255]));
  });
  test('pad puts black around', async () => {
    const decoded = await decodeImage(await bars.png().toBuffer(), rgb(96, 'pad'));
    expect([
      pixelAt(decoded, 96, 5, 10),
      pixelAt(decoded, 96, 5, 48),
      pixelAt(decoded, 96, 90, 48),
      pixelAt(decoded, 96, 90, 90),
    ]).toEqual([
      [0, 0, 0],
      [255, 0, 0],
      [0, 0, 255],
      [0, 0, 0],
    ]);
  });
  test('images that are not square are cut and padded like any other', async () => {
    const png = await bars.png().toBuffer();
    const cut = await decodeImage(png, { width: 64, height: 32, channels: 3, fit: 'crop' });
    // A half of the red, all of the green, a half of the blue.
    const colours = (row: number): number[][] => [8, 32, 56].map((x) => pixelAt(cut, 64, x, row));
    for (const row of [0, 16, 31])
      expect(colours(row)).toEqual([
        [255, 0, 0],
        [0, 255, 0],
        [0, 0, 255],
      ]);
    const padded = await decodeImage(png, { width: 96, height: 64, channels: 3, fit: 'pad' });
    expect([10, 20, 40, 50].map((y) => pixelAt(padded, 96, 48, y))).toEqual([
      [0, 0, 0],
      [0, 255, 0],
      [0, 255, 0],
      [0, 0, 0],
    ]);
  });
  test('stretch ignores proportions', async () => {
    const decoded = await decodeImage(await bars.png().toBuffer(), rgb(33, 'stretch'));
    expect([pixelAt(decoded, 33, 2, 2), pixelAt(decoded, 33, 16, 30), pixelAt(decoded, 33, 31, 16)]).toEqual([
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ]);
  });
  test('very long and narrow images neither fail nor take much', async () => {
    const line = await picture(6000, 1).png().toBuffer();
    for (const fit of ['crop', 'pad', 'stretch'] as const)
      expect((await decodeImage(line, rgb(64, fit))).length).toBe(64 * 64 * 3);
  });
});

/** A PNG of one chunk list, with right checksums. */
function png(...chunks: [string, Buffer][]): Buffer {
  const crcTable = Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value >>> 0;
  });
  const crc = (bytes: Buffer): number =>
    (bytes.reduce((sum, byte) => (crcTable[(sum ^ byte) & 255] ?? 0) ^ (sum >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
  const parts = chunks.map(([type, data]) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const chunk = Buffer.alloc(body.length + 8);
    chunk.writeUInt32BE(data.length, 0);
    body.copy(chunk, 4);
    chunk.writeUInt32BE(crc(body), body.length + 4);
    return chunk;
  });
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...parts]);
}

function pngHeader(width: number, height: number): [string, Buffer] {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([8, 2, 0, 0, 0], 8);
  return ['IHDR', data];
}

describe('a bad image is refused with its reason', () => {
  const reject = (bytes: Buffer, reason: string): Promise<void> =>
    expect(decodeImage(bytes, rgb(28))).rejects.toThrow(reason);

  test('cut off', async () => {
    const image = picture(64, 64);
    for (const bytes of [
      await image.clone().png().toBuffer(),
      await image.clone().jpeg().toBuffer(),
      await image.clone().webp().toBuffer(),
      await image.clone().gif().toBuffer(),
    ]) {
      for (const share of [0.3, 0.6, 0.9]) await reject(bytes.subarray(0, Math.floor(bytes.length * share)), 'cut off');
    }
  });

  test('damaged within', async () => {
    // A run of ones is no code of JPEG's Huffman tables, and no PNG checksum survives it.
    for (const bytes of [await picture(64, 64).png().toBuffer(), await picture(64, 64).jpeg().toBuffer()]) {
      const damaged = Buffer.from(bytes);
      for (let at = bytes.length >> 1; at < (bytes.length >> 1) + 40; at += 2) damaged.set([0xff, 0x00], at);
      await reject(damaged, 'damaged');
    }
  });

  test('too large: told from the header, before anything is decoded', async () => {
    const bomb = png(
      pngHeader(60_000, 60_000),
      ['IDAT', deflateSync(Buffer.alloc(1 << 20))],
      ['IEND', Buffer.alloc(0)],
    );
    await reject(bomb, 'too large: 60,000 × 60,000 pixels');
  });

  test('something else', async () => {
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    );
    for (const bytes of [svg, Buffer.from('BMW is a maker of cars'), Buffer.from('hello'), Buffer.from([0xff])]) {
      await reject(bytes, 'not an image that Forger reads');
    }
  });

  test('an image of another kind, by its name, whatever the file is called', async () => {
    const heic = Buffer.from('\0\0\0\x24ftypheic\0\0\0\0mif1heic', 'latin1');
    await reject(heic, 'a HEIC image, which Forger does not read: save it as PNG or JPEG');
    await reject(Buffer.from('8BPS\x00\x01', 'latin1'), 'a Photoshop image');
  });
});
