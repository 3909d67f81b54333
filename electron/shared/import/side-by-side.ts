import type { CropWindow } from './crop-window.ts';
import type { Half } from './options.ts';

/** Where the two pictures lie that one holds side by side. */
export const HALVES: Readonly<Record<Half, CropWindow>> = {
  left: { x: 0, y: 0, width: 0.5, height: 1 },
  right: { x: 0.5, y: 0, width: 0.5, height: 1 },
};

/** Widths by the height that two pictures side by side have: each is 5 : 8 to 2 : 1. Set, not measured. */
const LEAST = 1.25;
const MOST = 4;
/** So near to 2 : 1 two squares side by side are. */
const NEAR = 0.02;

interface Sides {
  width: number;
  height: number;
}

/** Whether a picture can hold two of one size side by side. */
export const isSideBySide = ({ width, height }: Sides): boolean =>
  width % 2 === 0 && width >= LEAST * height && width <= MOST * height;

/** Whether it looks as two squares side by side do. */
export const looksSideBySide = ({ width, height }: Sides): boolean =>
  width % 2 === 0 && Math.abs(width / height / 2 - 1) <= NEAR;
