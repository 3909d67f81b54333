import { expect, test } from 'vitest';
import { importOptionsSchema } from '@shared/dataset.ts';
import { choiceWords } from '@shared/import/choice-words.ts';
import { areaOf, cropWindowText, readCropWindow } from '@shared/import/crop-window.ts';

const WINDOW = { x: 0.25, y: 0, width: 0.5, height: 1 };

test('a window is read as it is written', () => {
  expect(cropWindowText(WINDOW)).toBe('0.25,0,0.5,1');
  expect(readCropWindow(cropWindowText(WINDOW))).toEqual(WINDOW);
  expect(readCropWindow(' 0.1, 0.2 ,0.3,.4')).toEqual({ x: 0.1, y: 0.2, width: 0.3, height: 0.4 });
});

test.each(['', '0,0,1', '0,0,1,1,1', '0,0,,1', 'a,0,1,1', '0.6,0,0.5,1', '0,0,0,1', '-0.1,0,0.5,0.5', '0,0.2,1,0.9'])(
  '%j is no window',
  (text) => {
    expect(readCropWindow(text)).toBeNull();
  },
);

test('a window is whole pixels within the picture, one at least', () => {
  expect(areaOf(WINDOW, { width: 640, height: 480 })).toEqual({ left: 160, top: 0, width: 320, height: 480 });
  expect(areaOf({ x: 0.98, y: 0.98, width: 0.02, height: 0.02 }, { width: 10, height: 3 })).toEqual({
    ...{ left: 9, top: 2, width: 1, height: 1 },
  });
  for (const width of [1, 2, 3, 7, 100])
    for (let x = 0; x <= 0.9; x += 0.09) {
      const area = areaOf({ x, y: 0, width: 0.1, height: 1 }, { width, height: 1 });
      expect(area.left).toBeGreaterThanOrEqual(0);
      expect(area.width).toBeGreaterThan(0);
      expect(area.left + area.width).toBeLessThanOrEqual(width);
    }
});

test('choices are told where they are not what an import does by itself', () => {
  const words = (options: object): Record<string, string> =>
    Object.fromEntries(
      choiceWords(importOptionsSchema.parse({ name: 'Shoes', ...options })).map(({ what, value }) => [what, value]),
    );
  expect(words({})).toEqual({});
  expect(words({ crop: WINDOW })).toEqual({ Fit: 'crop, window 0.25,0,0.5,1' });
  expect(words({ fit: 'pad', padding: '#00ff00', background: 'contrast', tones: 'inverted' })).toEqual({
    ...{ Fit: 'pad, #00ff00', Background: 'contrast', Tones: 'inverted' },
  });
  expect(words({ fit: 'stretch', skip: ['copies', 'blank'] })).toEqual({ Fit: 'stretch', Skipped: 'copies, blank' });
});
