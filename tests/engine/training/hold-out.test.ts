import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Batches } from '../../../electron/engine/training/batches.ts';
import { seededFeed } from '../../../electron/engine/training/feed.ts';
import { holdOut } from '../../../electron/engine/training/held-out/hold-out.ts';
import { noisyImages, tinyImages, tinyOptions } from '../support/tiny.ts';

const SIZE = 12;
const noise = (count: number): ReturnType<typeof noisyImages> =>
  noisyImages(count, { height: SIZE, width: SIZE, channels: 1 });
const imageOf = ({ pixels }: { pixels: Uint8Array }, index: number): Uint8Array =>
  pixels.subarray(index * SIZE * SIZE, (index + 1) * SIZE * SIZE);

describe('images held out', () => {
  test('are as many as asked, of each label its share, and the same each time', () => {
    const images = noise(300);
    const { heldOut, trained } = holdOut(images, 60);
    expect([...heldOut, ...trained].sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, index) => index));
    expect([...heldOut].filter((index) => index % 3 === 0)).toHaveLength(20);
    expect([...heldOut]).toEqual([...heldOut].sort((a, b) => a - b));
    // Whatever the machine.
    expect([...heldOut.subarray(0, 5)]).toEqual([1, 2, 6, 8, 9]);
    const read = (indices: Uint32Array): Uint8Array =>
      Uint8Array.from([...indices].flatMap((index) => [...imageOf(images, index)]));
    const onDisk = { ...images, pixels: { read, lanes: () => expect.unreachable() } };
    expect(holdOut(onDisk, 60)).toEqual({ heldOut, trained });
  });

  test('have none on the other side that is nearly the same', () => {
    const images = noise(200);
    // Each of the first fifty again, a little brighter here and there, and some of these once more.
    for (let index = 0; index < 50; index++)
      for (const copy of index < 10 ? [50 + index, 100 + index] : [50 + index])
        imageOf(images, copy).set(imageOf(images, index).map((value, at) => Math.min(255, value + (at % 3))));
    const { heldOut, trained } = holdOut(images, 80);
    const held = new Set(heldOut);
    for (let index = 0; index < 50; index++) {
      expect(held.has(index)).toBe(held.has(50 + index));
      if (index < 10) expect(held.has(index)).toBe(held.has(100 + index));
    }
    expect([...held].filter((index) => index < 50).length).toBeGreaterThan(5);
    expect([heldOut.length, trained.length]).toEqual([80, 120]);
  });

  test('have no variant of theirs on the other side, nor what is nearly the same as one', () => {
    const images = { ...noise(200), groups: Uint16Array.from({ length: 200 }, (_, index) => index % 80) };
    imageOf(images, 199).set(imageOf(images, 0));
    const groupsOf = (side: Uint32Array): Set<number> => new Set([...side].map((index) => images.groups[index]!));
    const { heldOut, trained } = holdOut(images, 70);
    expect(heldOut.length).toBeGreaterThan(60);
    const kept = groupsOf(trained);
    expect([...groupsOf(heldOut)].filter((group) => kept.has(group))).toEqual([]);
    expect(heldOut.includes(0)).toBe(heldOut.includes(199));
  });

  test('are fewer than training goes without where all are much the same', () => {
    const images = noise(120);
    for (let index = 1; index < 120; index++) imageOf(images, index).set(imageOf(images, 0));
    const { heldOut, trained } = holdOut(images, 50);
    expect([heldOut.length, trained.length]).toEqual([0, 70]);
  });

  test.each(['epoch', 'replacement'] as const)('are never trained on: %s', (sampling) =>
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 0, max: 99 }), (size, seed) => {
        const images = noise(120);
        const split = holdOut(images, 50);
        const batches = new Batches({ ...images, split }, sampling, size, seed, 'signed');
        const shown = Array.from({ length: batches.stepsPerEpoch }, (_, step) => [...batches.indices(step, 0)]).flat();
        expect(shown.filter((index) => split.heldOut.includes(index))).toEqual([]);
        if (sampling === 'epoch') expect(shown.sort((a, b) => a - b)).toEqual([...split.trained]);
      }),
      { numRuns: 20 },
    ),
  );

  test('are none of those that a device gathers or an array gives', () => {
    const images = tinyImages(40);
    const split = { trained: Uint32Array.of(3, 8, 21, 30), heldOut: Uint32Array.of(0, 1) };
    const feed = seededFeed({ ...images, split }, tinyOptions('keras-gan', { batch: 4 }));
    expect(feed.stepsPerEpoch).toBe(1);
    const indices = feed.device!.indices(0, 0, 2);
    expect([...indices].every((index) => split.trained.includes(index))).toBe(true);
    expect([...feed.realLabels(0, 0, 2)]).toEqual([...indices].map((index) => images.labels?.[index]));
  });
});
