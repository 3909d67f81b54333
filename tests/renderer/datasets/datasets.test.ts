import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mosaicScale } from '../../../renderer/src/components/mosaic.ts';
import { factsOf } from '../../../renderer/src/datasets/facts.ts';
import { ImportForm } from '../../../renderer/src/datasets/import-form.svelte.ts';
import { fittingZoom, thumbnailLayout } from '../../../renderer/src/datasets/pictures.ts';
import { refusedList } from '../../../renderer/src/datasets/report.ts';
import { FASHION, REPORT } from '../fixtures/library.ts';

describe('the options of an import', () => {
  it('start with the folder’s name and can be used at once', () => {
    expect(new ImportForm('shoes').options).toEqual({ name: 'shoes', size: 28, channels: 1, fit: 'crop' });
  });

  it('cut a name that is too long rather than refuse the folder', () => {
    expect(new ImportForm('x'.repeat(300)).options?.name).toHaveLength(120);
  });

  it('take other sizes, and say what they take', () => {
    const form = new ImportForm('shoes');
    form.size = 'other';
    form.otherSize = '48';
    expect(form.options?.size).toBe(48);
    for (const text of ['7', '257', '', '1.5', 'big']) {
      form.otherSize = text;
      expect(form.options).toBeNull();
      expect(form.errors).toEqual({ size: 'A whole number from 8 to 256.' });
    }
  });

  it('want a name', () => {
    const form = new ImportForm('shoes');
    form.name = '   ';
    expect(form.options).toBeNull();
    expect(form.errors.name).toMatch(/name/);
  });
});

describe('pictures of a data set', () => {
  it('are shown at the largest whole-number zoom that fits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 4000 }),
        fc.integer({ min: 100, max: 4000 }),
        fc.integer({ min: 8, max: 256 }),
        (width, height, tile) => {
          const tiles = { columns: 6, rows: 2, width: tile, height: tile, gap: 4 };
          const zoom = fittingZoom({ width, height }, tiles);
          expect(Number.isInteger(zoom)).toBe(true);
          expect(zoom).toBeGreaterThanOrEqual(1);
          const fits = (at: number): boolean => 6 * tile * at + 20 <= width && 2 * tile * at + 4 <= height;
          if (zoom > 1) expect(fits(zoom)).toBe(true);
          if (zoom < 8) expect(fits(zoom + 1)).toBe(false);
        },
      ),
    );
  });

  it('lie in the thumbnail as the contract says', () => {
    expect(thumbnailLayout(FASHION.image)).toEqual({ columns: 6, rows: 2, count: 12, tileWidth: 28, tileHeight: 28 });
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
