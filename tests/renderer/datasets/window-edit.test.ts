import { expect, test } from 'vitest';
import { cropWindowSchema, type CropWindow } from '@shared/import/crop-window.ts';
import {
  firstWindow,
  keyedWindow,
  movedWindow,
  partShown,
  ratioOf,
  spannedWindow,
} from '../../../renderer/src/datasets/importing/window-edit.ts';

const PICTURE = { width: 640, height: 480 };
const RATIO = ratioOf(PICTURE, { width: 64, height: 32 });

/** Within the picture, and with the image's proportions, as far as rounding goes. */
function expectSound(window: CropWindow, ratio = RATIO): void {
  expect(cropWindowSchema.safeParse(window).success).toBe(true);
  expect(Math.abs(window.width / ratio - window.height)).toBeLessThan(0.001);
}

test('an image’s proportions are kept in the picture’s own pixels', () => {
  const { width, height } = firstWindow(RATIO);
  expect((width * PICTURE.width) / (height * PICTURE.height)).toBeCloseTo(2, 1);
  expectSound(firstWindow(RATIO));
  expectSound(firstWindow(ratioOf({ width: 100, height: 4000 }, { width: 28, height: 28 })), 40);
});

test('a window drawn goes from where it began as far as there is room', () => {
  const places = [0, 0.01, 0.3, 0.77, 1];
  for (const x of places)
    for (const y of places) for (const to of places) expectSound(spannedWindow({ x, y }, { x: to, y: 1 - to }, RATIO));
  expect(spannedWindow({ x: 0.5, y: 0.5 }, { x: 0.2, y: 0.4 }, 1)).toEqual({ x: 0.2, y: 0.2, width: 0.3, height: 0.3 });
  expect(spannedWindow({ x: 0.5, y: 0.5 }, { x: 0.9, y: 0.6 }, 1)).toEqual({ x: 0.5, y: 0.5, width: 0.4, height: 0.4 });
});

test('it moves and grows by keys, and stays within the picture', () => {
  const start = { x: 0.2, y: 0.2, width: 0.4, height: 0.4 };
  const pressed = (key: string, shiftKey = false): CropWindow | null => keyedWindow({ key, shiftKey }, start, 1);
  expect(pressed('ArrowLeft')).toMatchObject({ x: 0.19, y: 0.2 });
  expect(pressed('ArrowRight', true)).toMatchObject({ x: 0.3, y: 0.2 });
  expect(pressed('ArrowUp')).toMatchObject({ x: 0.2, y: 0.19 });
  expect(pressed('ArrowDown')).toMatchObject({ x: 0.2, y: 0.21 });
  expect(pressed('+')).toEqual({ x: 0.19, y: 0.19, width: 0.42, height: 0.42 });
  expect(pressed('-')?.width).toBeLessThan(0.4);
  expect(pressed('a')).toBeNull();
  let window = start;
  for (let press = 0; press < 60; press += 1) window = keyedWindow({ key: '+', shiftKey: false }, window, 1) ?? window;
  expect(window).toEqual({ x: 0, y: 0, width: 1, height: 1 });
  expect(movedWindow(start, { x: 5, y: -5 })).toMatchObject({ x: 0.6, y: 0 });
});

test('of a window with other proportions its middle is shown', () => {
  expect(partShown({ x: 0, y: 0, width: 1, height: 0.5 }, 1)).toEqual({ x: 0.25, y: 0, width: 0.5, height: 0.5 });
  expect(partShown({ x: 0, y: 0, width: 0.5, height: 1 }, 1)).toEqual({ x: 0, y: 0.25, width: 0.5, height: 0.5 });
});
