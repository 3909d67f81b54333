import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Surveyed } from '@shared/browse.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { mostOnSheet, sheetLayout } from '@shared/contact-sheet.ts';
import {
  barAt,
  drawnHeight,
  MOST_HIGH,
  scrolled,
  seenAt,
  START,
  type LongScroll,
} from '../../../renderer/src/datasets/browser/long-scroll.ts';
import { Ordering } from '../../../renderer/src/datasets/browser/ordering.svelte.ts';
import { SHOES } from '../fixtures/library.ts';

const { call } = vi.hoisted(() => ({ call: vi.fn() }));
vi.mock('../../../renderer/src/lib/bridge.ts', () => ({
  call,
  listen: () => () => undefined,
  sentence: (error: Error) => error.message,
}));
afterEach(() => call.mockReset());

describe('scrolling through more than an element can be high', () => {
  const heights = { whole: 200_000_000, view: 700 };
  const last = drawnHeight(heights.whole) - heights.view;
  const whole = heights.whole - heights.view;
  const move = (from: LongScroll, by: number): LongScroll =>
    scrolled(from, Math.min(last, Math.max(0, from.at + by)), heights);

  test('goes pixel by pixel by the wheel, wherever the bar is put', () => {
    let at = barAt(90_000_000, heights);
    for (let step = 1; step <= 500; step += 1) {
      at = move(at, 120);
      expect(seenAt(at)).toBe(90_000_000 + step * 120);
      expect(Math.abs(at.at - barAt(seenAt(at), heights).at)).toBeLessThanOrEqual(4000);
    }
  });

  test('goes by shares where the bar is dragged, to both ends', () => {
    expect(seenAt(scrolled(START, last, heights))).toBe(whole);
    expect(seenAt(scrolled(barAt(whole, heights), 0, heights))).toBe(0);
    expect(seenAt(scrolled(START, last / 2, heights)) / whole).toBeCloseTo(0.5, 5);
  });

  test('reaches both ends by the wheel, and never turns back on the way', () => {
    for (const [begin, by, end] of [
      [40_000, -120, 0],
      [whole - 40_000, 120, whole],
    ] as const) {
      let at = barAt(begin, heights);
      for (let step = 0; step < 1000 && seenAt(at) !== end; step += 1) {
        const next = move(at, by);
        expect(Math.sign(by) * (seenAt(next) - seenAt(at))).toBeGreaterThan(0);
        at = next;
      }
      expect(seenAt(at)).toBe(end);
    }
  });

  test('is plain scrolling where all fits into an element', () => {
    const short = { whole: MOST_HIGH - 1, view: 700 };
    fc.assert(
      fc.property(fc.nat(MOST_HIGH - 701), fc.nat(MOST_HIGH - 701), (one, other) => {
        expect(barAt(one, short)).toEqual({ at: one, offset: 0 });
        expect(scrolled({ at: one, offset: 0 }, other, short)).toEqual({ at: other, offset: 0 });
      }),
    );
  });
});

describe('the order of pictures', () => {
  const answers = (known: Surveyed, survey: () => Promise<null>) =>
    call.mockImplementation(async (name: string) => (name === 'datasets.surveyed' ? known : survey()));
  const nothing: Surveyed = { measures: false, oddness: false, seen: 10 };

  test('is shown at once where it is known', async () => {
    answers({ ...nothing, measures: true }, async () => null);
    const ordering = new Ordering(SHOES);
    await ordering.choose({ by: 'contrast', descending: true });
    expect(ordering).toMatchObject({ shown: { by: 'contrast', descending: true }, wanted: null, running: null });
    expect(call.mock.calls.map(([name]) => name as string)).toEqual(['datasets.surveyed']);
  });

  test('measures first, and waits for a word before the network looks', async () => {
    answers(nothing, async () => null);
    const ordering = new Ordering(SHOES);
    await ordering.choose({ by: 'sharpness', descending: false });
    expect(call).toHaveBeenLastCalledWith('datasets.survey', { id: SHOES.id, kind: 'measures' });
    expect(ordering.shown.by).toBe('sharpness');
    await ordering.choose({ by: 'nearest', descending: false, to: 4 });
    expect(call).toHaveBeenCalledTimes(2);
    expect(ordering).toMatchObject({ missing: 'oddness', shown: { by: 'sharpness' } });
    await ordering.begin();
    expect(ordering).toMatchObject({ missing: null, shown: { by: 'nearest', to: 4 } });
    // What the one needed, the other has.
    await ordering.choose({ by: 'oddness', descending: true });
    expect(call).toHaveBeenCalledTimes(3);
    expect(ordering.shown.by).toBe('oddness');
  });

  test('stays what it was where that is stopped, and says why where it fails', async () => {
    const failures = [new ForgerError('cancelled', 'Cancelled.'), new ForgerError('no-space', 'The disk is full.')];
    answers(nothing, () => Promise.reject(failures.shift() ?? new Error('more')));
    const ordering = new Ordering(SHOES);
    await ordering.choose({ by: 'brightness', descending: false });
    expect(ordering).toMatchObject({ shown: { by: 'imported' }, wanted: null, problem: null, running: null });
    await ordering.choose({ by: 'brightness', descending: false });
    expect(ordering).toMatchObject({ shown: { by: 'imported' }, problem: 'The disk is full.', running: null });
  });
});

test('a sheet is as large as its pictures need, and never larger than 40 million pixels', () => {
  const sides = fc.integer({ min: 8, max: 256 });
  fc.assert(
    fc.property(sides, sides, fc.nat(6000), (width, height, wanted) => {
      const image = { width, height, channels: 3 } as const;
      const count = Math.max(1, Math.min(wanted, mostOnSheet(image)));
      const layout = sheetLayout(image, count);
      expect(layout.columns * layout.rows).toBeGreaterThanOrEqual(count);
      expect(layout.columns * (layout.rows - 1)).toBeLessThan(count);
      expect(layout.width * layout.height).toBeLessThan(1.2 * 40_000_000);
    }),
  );
});
