import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { mosaicScale } from '../../../renderer/src/components/mosaic.ts';
import { factsOf } from '../../../renderer/src/lib/dataset-facts.ts';
import { ImportForm } from '../../../renderer/src/datasets/import-form.svelte.ts';
import { tileAt, tileGrid, tilesInView } from '../../../renderer/src/datasets/browser/grid.ts';
import { PicturePages } from '../../../renderer/src/datasets/browser/pages.svelte.ts';
import { rgbaOf } from '../../../renderer/src/components/pixels.ts';
import { refusedList } from '../../../renderer/src/datasets/report.ts';
import { fixtureBridge } from '../fixtures/bridge.ts';
import { FASHION, REPORT } from '../fixtures/library.ts';

describe('the options of an import', () => {
  it('start with the folder’s name and can be used at once', () => {
    expect(new ImportForm(['/pictures/shoes']).options).toMatchObject({
      name: 'shoes',
      width: 28,
      height: 28,
      channels: 1,
      fit: 'crop',
    });
  });

  it('cut a name that is too long rather than refuse the folder', () => {
    expect(new ImportForm(['x'.repeat(300)]).options?.name).toHaveLength(120);
  });

  it('take other sizes, and say what they take', () => {
    const form = new ImportForm(['/pictures/shoes']);
    form.size = 'other';
    form.otherSize = '48';
    expect(form.options).toMatchObject({ width: 48, height: 48 });
    for (const text of ['96x64', ' 96 × 64 ', '96X64']) {
      form.otherSize = text;
      expect(form.options).toMatchObject({ width: 96, height: 64 });
    }
    for (const text of ['7', '257', '', '1.5', 'big', '64x', '64x300', '7x64']) {
      form.otherSize = text;
      expect(form.options).toBeNull();
      expect(form.errors).toEqual({ size: 'Whole numbers from 8 to 256: a side, or width × height.' });
    }
  });

  it('want a name', () => {
    const form = new ImportForm(['/pictures/shoes']);
    form.name = '   ';
    expect(form.options).toBeNull();
    expect(form.errors.name).toMatch(/name/);
  });
});

describe('pictures of a data set', () => {
  const grids = fc.record({
    count: fc.integer({ min: 1, max: 3_000_000 }),
    side: fc.integer({ min: 8, max: 256 }),
    wanted: fc.constantFrom(40, 84, 168),
    width: fc.integer({ min: 200, max: 2400 }),
    captioned: fc.boolean(),
  });

  it('fill the width at a whole-number zoom, and only those in view are drawn', () => {
    fc.assert(
      fc.property(grids, fc.nat(), fc.integer({ min: 100, max: 2000 }), ({ count, side, ...asked }, at, height) => {
        const grid = tileGrid(count, { width: side, height: side }, asked.wanted, asked.width, asked.captioned);
        expect(grid.zoom < 1 || Number.isInteger(grid.zoom)).toBe(true);
        expect(grid.columns === 1 || grid.columns * grid.stepX <= asked.width + 6).toBe(true);
        expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(count);
        const top = at % (grid.rows * grid.stepY);
        const { from, to } = tilesInView(grid, count, { top, height });
        const first = Math.floor(top / grid.stepY) * grid.columns;
        expect([from <= first, to > Math.min(count - 1, first)]).toEqual([true, true]);
        expect(to - from).toBeLessThanOrEqual((height / grid.stepY + 9) * grid.columns);
      }),
    );
  });

  it('are walked with the arrow keys, row by row', () => {
    const move = (key: string, at: number): number | null => tileAt(key, at, { columns: 10 }, 25);
    expect([move('ArrowRight', 3), move('ArrowDown', 3), move('ArrowUp', 3), move('ArrowDown', 20)]).toEqual([
      4, 13, 3, 20,
    ]);
    expect([move('Home', 7), move('End', 7), move('x', 7)]).toEqual([0, 24, null]);
  });

  it('come a page at a time, of one label or of all, and become what a canvas takes', async () => {
    vi.stubGlobal('window', { forger: fixtureBridge() });
    const pages = new PicturePages(FASHION, 3);
    await vi.waitFor(() => expect(pages.at(0)).not.toBeNull());
    expect(pages.total).toBe(FASHION.count / 10);
    expect(pages.at(1)).toMatchObject({ index: 13, label: FASHION.labels?.[3] });
    expect(pages.at(2000)).toBeNull();
    pages.want(2000, 2001);
    await vi.waitFor(() => expect(pages.at(2000)?.index).toBe(20_003));
    expect([...rgbaOf(Uint8Array.of(7, 9), 1)]).toEqual([7, 7, 7, 255, 9, 9, 9, 255]);
    expect([...rgbaOf(Uint8Array.of(1, 2, 3), 3)]).toEqual([1, 2, 3, 255]);
    vi.unstubAllGlobals();
  });

  it('are scaled down in a strip only where one is taller than the strip', () => {
    expect([28, 32, 64, 128, 8].map((tile) => mosaicScale(tile, 64))).toEqual([1, 1, 1, 0.5, 4]);
  });
});

describe('the words about a data set', () => {
  it('name count, size and labels', () => {
    expect(factsOf(FASHION)).toBe('60,000 · 28 × 28 · 10 labels');
    expect(factsOf({ ...FASHION, count: 5, labels: null, image: { width: 64, height: 64, channels: 3 } })).toBe(
      '5 · 64 × 64 colour',
    );
  });

  it('list every refused file with its reason', () => {
    const lines = refusedList(REPORT).split('\n');
    expect(lines).toHaveLength(REPORT.refused.length);
    expect(lines[0]).toBe('boots/IMG_2207.jpg\tThe file is cut off.');
  });
});
