import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Batches, toPixels } from '../../../electron/engine/training/batches.ts';
import { tinyImages } from '../support/tiny.ts';

const batches = (count: number, size: number, sampling: 'epoch' | 'replacement' = 'epoch'): Batches =>
  new Batches(tinyImages(count), sampling, size, 3, 'signed');

describe('batches', () => {
  test('every epoch shows every image once, the last batch as short as it comes', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 2, max: 20 }),
        fc.integer({ min: 0, max: 3 }),
        (count, size, epoch) => {
          const feed = batches(count, size);
          const shown = Array.from({ length: feed.stepsPerEpoch }, (_, place) => [
            ...feed.indices(epoch * feed.stepsPerEpoch + place, 0),
          ]);
          shown.forEach((indices, place) => expect(indices.length).toBe(feed.sizeAt(place)));
          expect(shown.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
        },
      ),
    ));

  test('epochs, and the updates of a step, have orders of their own; asking twice changes nothing', () => {
    const feed = batches(50, 50);
    const orders = [feed.indices(0, 0), feed.indices(1, 0), feed.indices(0, 1)].map((indices) => indices.join());
    expect(new Set(orders).size).toBe(3);
    expect(feed.indices(0, 0).join()).toBe(orders[0]);
  });

  test('with replacement every batch is whole and drawn anew', () => {
    const feed = batches(10, 8, 'replacement');
    expect(feed.sizeAt(1)).toBe(8);
    expect(feed.indices(1, 0).length).toBe(8);
    expect(feed.indices(1, 0).join()).not.toBe(feed.indices(2, 0).join());
    expect(Math.max(...feed.indices(1, 0))).toBeLessThan(10);
  });

  test.each([
    ['signed', -1],
    ['unit', 0],
  ] as const)('%s: pixels become %d to 1 and come back as they were', (range, lowest) => {
    const images = {
      pixels: Uint8Array.from({ length: 256 }, (_, value) => value),
      count: 16,
      image: { height: 4, width: 4, channels: 1 as const },
      labels: null,
    };
    const feed = new Batches(images, 'epoch', 16, 1, range);
    const values = feed.values(Uint32Array.from({ length: 16 }, (_, index) => index));
    expect([values[0], values[255]]).toEqual([lowest, 1]);
    expect([...toPixels(values, range)]).toEqual([...images.pixels]);
    expect([...toPixels(Float32Array.from([-2, 2]), range)]).toEqual([0, 255]);
  });
});
