import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentOf, FILM_SIDES, stageIn, type StageContent } from '../../../renderer/src/run/stage/frame.ts';
import { fitOne, fitTiles, rowsOf, widthOf } from '../../../renderer/src/samples/layout.ts';
import { axisTicks, niceStep, roundRange } from '../../../renderer/src/charts/ticks.ts';

const shoes = { width: 28, height: 28 };

describe('fitTiles', () => {
  it('shows 64 samples of 28 pixels as the base window is drawn: 8 × 8 at 3×', () => {
    const layout = fitTiles(64, shoes, { width: 748, height: 702, ratio: 1 });
    expect(layout).toMatchObject({ zoom: 3, columns: 8, rows: 8, tileWidth: 84, gap: 4 });
    expect(widthOf(layout, layout.columns)).toBe(700);
  });

  it('takes the larger zoom where there is room, and falls back to it where there is none', () => {
    expect(fitTiles(64, shoes, { width: 1228, height: 882, ratio: 1 })).toMatchObject({ zoom: 4 });
    expect(fitTiles(64, shoes, { width: 588, height: 502, ratio: 1 })).toMatchObject({ zoom: 2, columns: 8 });
    expect(fitTiles(25, shoes, { width: 748, height: 702, ratio: 1 })).toMatchObject({ zoom: 4, columns: 5, rows: 5 });
    expect(fitTiles(64, shoes, { width: 312, height: 200, ratio: 1 })).toMatchObject({ zoom: 2, columns: 5, rows: 13 });
  });

  it('uses the room: 64 samples of 32 pixels would leave half of it empty at 2×, and most still show at 3×', () => {
    expect(fitTiles(64, { width: 32, height: 32 }, { width: 748, height: 690, ratio: 1 })).toMatchObject({
      ...{ zoom: 3, columns: 7, rows: 10 },
    });
    // At twice their size most of these would be out of sight.
    expect(fitTiles(64, { width: 64, height: 64 }, { width: 748, height: 690, ratio: 1 })).toMatchObject({ zoom: 1 });
    expect(fitTiles(2, shoes, { width: 700, height: 700, ratio: 1 })).toMatchObject({ rows: 1 });
  });

  it('keeps tiles and gaps at whole device pixels at any ratio, and inside the space when they fit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 256 }),
        fc.integer({ min: 8, max: 128 }),
        fc.integer({ min: 200, max: 3000 }),
        fc.integer({ min: 200, max: 2000 }),
        fc.constantFrom(1, 1.25, 1.5, 2, 3),
        (count, side, width, height, ratio) => {
          const layout = fitTiles(count, { width: side, height: side }, { width, height, ratio });
          expect(Number.isInteger(layout.zoom) && layout.zoom >= 1).toBe(true);
          expect(layout.tileWidth * ratio).toBeCloseTo(side * layout.zoom, 6);
          expect((layout.gap * ratio) % 1).toBeCloseTo(0, 6);
          expect(layout.columns * layout.rows).toBeGreaterThanOrEqual(count);
          expect((layout.rows - 1) * layout.columns).toBeLessThan(count);
          if (layout.columns > 1) expect(widthOf(layout, layout.columns)).toBeLessThanOrEqual(width + 1e-6);
        },
      ),
    );
  });

  it('zooms one picture by a whole number', () => {
    expect(fitOne(shoes, 240, 1)).toBe(8);
    expect(fitOne(shoes, 240, 1.25)).toBe(10);
    expect(fitOne({ width: 512, height: 512 }, 240, 1)).toBe(1);
  });
});

describe('axis ticks', () => {
  it('steps in round numbers from 0 to the end', () => {
    expect(axisTicks(36, 4, true)).toEqual([0, 10, 20, 30, 36]);
    expect(axisTicks(1, 4, true)).toEqual([0, 1]);
    expect(axisTicks(3, 4, true)).toEqual([0, 1, 2, 3]);
    expect(axisTicks(30_000, 4, true)).toEqual([0, 10_000, 20_000, 30_000]);
  });

  it('always begins at 0 and ascends', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e6, noNaN: true }), fc.integer({ min: 2, max: 8 }), (end, most) => {
        const ticks = axisTicks(end, most, false);
        expect(ticks[0]).toBe(0);
        expect(ticks.length).toBeLessThanOrEqual(most + 2);
        ticks.forEach((tick, index) => index > 0 && expect(tick).toBeGreaterThan(ticks[index - 1] ?? 0));
        expect(ticks.at(-1)).toBeLessThanOrEqual(end);
      }),
    );
  });

  it('covers the greatest value with at most four grid intervals', () => {
    expect(roundRange(2.7, 3)).toEqual({ max: 3, step: 1 });
    expect(roundRange(0, 3)).toEqual({ max: 3, step: 1 });
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (greatest) => {
        const { max, step } = roundRange(greatest, 3);
        expect(max).toBeGreaterThanOrEqual(greatest * (1 - 1e-8));
        expect(Math.round(max / step)).toBeLessThanOrEqual(4);
        expect(niceStep(step)).toBeCloseTo(step, 6 - Math.ceil(Math.log10(step)));
      }),
    );
  });
});

describe('rows by labels', () => {
  const space = { width: 648, height: 702, ratio: 1 };

  it('keep each label to one row, and begin a new row with each', () => {
    const layout = fitTiles(80, shoes, space, 10);
    expect(layout).toMatchObject({ zoom: 2, columns: 8, rows: 10, perGroup: 8 });
    expect(rowsOf(layout, 80).map((row) => row[0])).toEqual([0, 8, 16, 24, 32, 40, 48, 56, 64, 72]);
  });

  it('wrap a label whose samples are too many for one row', () => {
    const layout = fitTiles(256, shoes, space, 2);
    const rows = rowsOf(layout, 256);
    expect(layout.columns).toBeLessThan(128);
    expect(rows).toHaveLength(layout.rows);
    expect(rows.map((row) => row[0])).toContain(128);
  });

  it('hold every place once and no other, with or without labels', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 26 }), fc.integer({ min: 1, max: 40 }), (groups, perGroup) => {
        const count = groups * perGroup;
        const layout = fitTiles(count, shoes, space, groups);
        const rows = rowsOf(layout, count);
        expect(rows.flat()).toEqual(Array.from({ length: count }, (_, index) => index));
        expect(rows).toHaveLength(layout.rows);
        // No row mixes labels.
        for (const row of rows) expect(new Set(row.map((index) => Math.floor(index / layout.perGroup))).size).toBe(1);
      }),
    );
  });
});

describe('stageIn', () => {
  const grid = (more: Partial<StageContent> = {}): StageContent => ({
    count: 64,
    groups: 1,
    tile: shoes,
    panes: 1,
    ...more,
  });
  const tab = (width: number, height: number, ratio = 1): { width: number; height: number; ratio: number } => ({
    width,
    height,
    ratio,
  });

  it('fills the base window as it is drawn', () => {
    const frame = stageIn(tab(1200, 816), grid(), FILM_SIDES.live);
    expect(frame).toMatchObject({ width: 732, film: 56, stacked: false });
    expect(frame.layout).toMatchObject({ zoom: 3, columns: 8 });
  });

  it('gives up film before it gives up zoom: a menu bar takes 27 px of the base window', () => {
    const frame = stageIn(tab(1200, 789), grid(), FILM_SIDES.live);
    expect([frame.layout.zoom, frame.film]).toEqual([3, 28]);
    const gallery = stageIn(tab(1200, 755), grid(), FILM_SIDES.gallery);
    expect([gallery.layout.zoom, gallery.film]).toEqual([3, 0]);
  });

  it('leaves 420 px beside it, or stands over what follows', () => {
    for (const width of [700, 760, 900, 1040, 1680, 2400]) {
      const frame = stageIn(tab(width, 700), grid(), FILM_SIDES.live);
      expect(frame.stacked || frame.width + 420 <= width).toBe(true);
    }
    expect(stageIn(tab(660, 380, 2), grid(), FILM_SIDES.live).stacked).toBe(true);
  });

  it('shows two grids at one zoom, whichever way makes the tiles larger', () => {
    const wide = stageIn(tab(1800, 700), grid({ count: 25, panes: 2 }), FILM_SIDES.live);
    expect(wide.beside).toBe(true);
    const tall = stageIn(tab(900, 1400), grid({ count: 25, panes: 2 }), FILM_SIDES.live);
    expect(tall.beside).toBe(false);
    for (const frame of [wide, tall]) {
      expect(frame.caption).toBeGreaterThan(0);
      expect(contentOf(frame, 2).width + 32).toBeLessThanOrEqual(frame.width);
    }
  });

  it('keeps room for the names of labels, once for both grids', () => {
    const one = stageIn(tab(1200, 816), grid({ count: 80, groups: 10 }), FILM_SIDES.live);
    expect(one.gutter).toBeGreaterThan(0);
    expect(contentOf(one, 1).width).toBe(one.gutter + widthOf(one.layout, one.layout.columns));
    const two = stageIn(tab(1800, 816), grid({ count: 80, groups: 10, panes: 2 }), FILM_SIDES.live);
    expect(two.width + 420).toBeLessThanOrEqual(1800);
  });
});
