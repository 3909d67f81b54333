import { roundedWindow, SMALLEST_WINDOW, type CropWindow } from '@shared/import/crop-window.ts';

/** How a window set by hand is drawn, moved and made larger, in shares of the picture that it lies over. Pure. */
export interface Point {
  x: number;
  y: number;
}
interface Sides {
  width: number;
  height: number;
}

/** Width of a window over its height, in shares of the picture, where its pixels have the proportions of the image made. */
export const ratioOf = (picture: Sides, image: Sides): number =>
  (image.width * Math.max(1, picture.height)) / (image.height * Math.max(1, picture.width));

const clamped = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/** The part of a window that an image of that shape is made of: the middle of it. */
export function partShown(window: CropWindow, ratio: number): CropWindow {
  const width = Math.min(window.width, window.height * ratio);
  const height = width / ratio;
  return {
    x: window.x + (window.width - width) / 2,
    y: window.y + (window.height - height) / 2,
    ...{ width, height },
  };
}

const WHOLE: CropWindow = { x: 0, y: 0, width: 1, height: 1 };
/** A window that fills a picture could not be moved. */
const FIRST_SHARE = 0.75;

/** The window to begin with, in the middle of a picture. */
export const firstWindow = (ratio: number): CropWindow => scaledWindow(WHOLE, FIRST_SHARE, ratio);

/** Of that width about the same middle, as far as there is room. */
function resized(window: CropWindow, wanted: number, ratio: number): CropWindow {
  const width = clamped(wanted, SMALLEST_WINDOW * Math.max(1, ratio), Math.min(1, ratio));
  const height = width / ratio;
  const x = clamped(window.x + (window.width - width) / 2, 0, 1 - width);
  const y = clamped(window.y + (window.height - height) / 2, 0, 1 - height);
  return roundedWindow({ x, y, width, height });
}

/** Larger or smaller by a factor, about its middle. */
const scaledWindow = (window: CropWindow, factor: number, ratio: number): CropWindow =>
  resized(window, partShown(window, ratio).width * factor, ratio);

/** Elsewhere, within the picture. */
export const movedWindow = ({ x, y, width, height }: CropWindow, by: Point): CropWindow =>
  roundedWindow({
    x: clamped(x + by.x, 0, Math.max(0, 1 - width)),
    y: clamped(y + by.y, 0, Math.max(0, 1 - height)),
    ...{ width, height },
  });

/** From a corner that stays to where the pointer is, as far as there is room that way. */
export function spannedWindow(corner: Point, pointer: Point, ratio: number): CropWindow {
  const [right, down] = [pointer.x >= corner.x, pointer.y >= corner.y];
  const room = Math.min(right ? 1 - corner.x : corner.x, (down ? 1 - corner.y : corner.y) * ratio);
  const wanted = Math.max(Math.abs(pointer.x - corner.x), Math.abs(pointer.y - corner.y) * ratio);
  const width = Math.max(Math.min(wanted, room), SMALLEST_WINDOW * Math.max(1, ratio));
  const height = width / ratio;
  const x = clamped(right ? corner.x : corner.x - width, 0, 1 - width);
  const y = clamped(down ? corner.y : corner.y - height, 0, 1 - height);
  return roundedWindow({ x, y, width, height });
}

/** Shares of a picture that an arrow key moves the window by, alone and with Shift, and how much a plus makes it larger. */
const STEP = 0.01;
const STRIDE = 0.1;
const GROWTH = 1.05;

/** What a key makes of a window; null where it is no such key. */
export function keyedWindow(
  { key, shiftKey }: { key: string; shiftKey: boolean },
  window: CropWindow,
  ratio: number,
): CropWindow | null {
  const by = shiftKey ? STRIDE : STEP;
  switch (key) {
    case 'ArrowLeft':
      return movedWindow(window, { x: -by, y: 0 });
    case 'ArrowRight':
      return movedWindow(window, { x: by, y: 0 });
    case 'ArrowUp':
      return movedWindow(window, { x: 0, y: -by });
    case 'ArrowDown':
      return movedWindow(window, { x: 0, y: by });
    case '+':
    case '=':
      return scaledWindow(window, GROWTH, ratio);
    case '-':
    case '_':
      return scaledWindow(window, 1 / GROWTH, ratio);
    default:
      return null;
  }
}
