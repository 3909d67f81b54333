import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BatchReader, type Lanes, type PixelReader } from '../../../electron/engine/training/pixel-reader.ts';
import { seededFeed } from '../../../electron/engine/training/feed.ts';
import { tinyImages, tinyOptions } from '../support/tiny.ts';

/** Reads from memory, at the last moment; each lane has one piece of memory, as it has where a thread fills it. */
class HeldReader implements PixelReader {
  started: number[] = [];

  constructor(
    readonly pixels: Uint8Array,
    readonly imageBytes: number,
  ) {}

  read(images: Uint32Array): Uint8Array {
    return Uint8Array.from([...images].flatMap((image) => [...this.image(image)]));
  }

  image(image: number): Uint8Array {
    return this.pixels.subarray(image * this.imageBytes, (image + 1) * this.imageBytes);
  }

  lanes(count: number, images: number): Lanes {
    const memory = Array.from({ length: count }, () => new Uint8Array(images * this.imageBytes));
    const wanted = new Map<number, Uint32Array>();
    return {
      start: (lane, rows) => {
        expect(wanted.has(lane)).toBe(false);
        wanted.set(lane, rows.slice());
        this.started.push(rows[0] ?? -1);
        memory[lane]?.set(this.read(rows));
      },
      take: (lane) => {
        const rows = wanted.get(lane) as Uint32Array;
        wanted.delete(lane);
        return (memory[lane] as Uint8Array).subarray(0, rows.length * this.imageBytes);
      },
      idle: () => wanted.clear(),
    };
  }
}

const pixels = Uint8Array.from({ length: 200 }, (_, at) => at);
/** Batch b shows images 2b and 2b + 1, one byte each. */
const pairs = (reader: PixelReader, perStep = 1): BatchReader =>
  new BatchReader(reader, { perStep, batch: 2, imageBytes: 1, imagesOf: (b) => Uint32Array.of(2 * b, 2 * b + 1) });
const taken = (batches: BatchReader, batch: number): number[] => batches.take(batch, (read) => [...read]);

describe('batches read ahead', () => {
  test('are what was asked for, in whatever order it is asked for', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (order, perStep) => {
        const batches = pairs(new HeldReader(pixels, 1), perStep);
        for (const batch of order) expect(taken(batches, batch)).toEqual([2 * batch, 2 * batch + 1]);
      }),
    ));

  test('are those that come next, each read once', () => {
    const reader = new HeldReader(pixels, 1);
    const batches = pairs(reader);
    for (let batch = 0; batch < 20; batch++) taken(batches, batch);
    expect(reader.started.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, batch) => 2 * batch));
    expect(new Set(reader.started).size).toBe(reader.started.length);
    expect(reader.started.length).toBeGreaterThan(20);
  });

  test('of large images are few, of small ones many', () => {
    const lanesFor = (imageBytes: number): number => {
      let asked = 0;
      const reader = { read: () => new Uint8Array(), lanes: (count: number) => ((asked = count), {} as Lanes) };
      new BatchReader(reader, { perStep: 2, batch: 64, imageBytes, imagesOf: () => new Uint32Array() });
      return asked;
    };
    expect([lanesFor(784), lanesFor(256 * 256 * 3), lanesFor(1024 * 1024 * 3)]).toEqual([64, 5, 4]);
  });
});

test.each([
  ['fashion-gan-torch', 1],
  ['keras-gan', 1],
  ['keras-gan', 3],
] as const)('%s with %d updates of D is fed the same from memory and from a reader', (id, updates) => {
  const images = tinyImages();
  const options = tinyOptions(id, { 'steps.discriminator': updates });
  const held = seededFeed(images, options);
  const read = seededFeed({ ...images, pixels: new HeldReader(images.pixels, 16) }, options);
  const counts = options.recipe.discriminator.share === 'half' ? (size: number) => size / 2 : (size: number) => size;
  // Across the end of an epoch, back again, and in the order of a call that makes several steps.
  for (const step of [0, 1, 2, 3, 4, 1, 2, 9])
    for (let part = 0; part < options.config['steps.discriminator']; part++) {
      const count = Math.floor(counts(held.sizeAt(step)));
      expect(read.real(step, part, count)).toEqual(held.real(step, part, count));
      expect(read.real(step, part, 1)).toEqual(held.real(step, part, 1));
    }
  expect(held.device?.images).not.toBeNull();
  expect(read.device?.images).toBeNull();
});
