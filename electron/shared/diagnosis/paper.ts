import type { GridLayout } from '../run.ts';
import type { GridPixels } from './pixels.ts';
import { PAPER } from './thresholds.ts';

/** A seventh of a side: a line of a picture makes such a block dark, and a few grains do not. */
const BLOCKS_A_SIDE = 7;

/** The share of samples that are blank paper: no block of them is dark in its mean, whatever grain lies on it. */
export function blankShare({ values, channels }: GridPixels, layout: GridLayout): number {
  const { columns, count, tileWidth, tileHeight } = layout;
  const line = columns * tileWidth;
  const side = Math.max(1, Math.round(Math.min(tileWidth, tileHeight) / BLOCKS_A_SIDE));
  const colours = channels === 1 ? [0] : [0, 1, 2];
  const isBlank = (index: number): boolean => {
    const left = (index % columns) * tileWidth;
    const top = Math.floor(index / columns) * tileHeight;
    for (let y = 0; y < tileHeight; y += side)
      for (let x = 0; x < tileWidth; x += side) {
        const [right, bottom] = [Math.min(x + side, tileWidth), Math.min(y + side, tileHeight)];
        for (const channel of colours) {
          let sum = 0;
          for (let row = y; row < bottom; row++)
            for (let column = x; column < right; column++)
              sum += values[channels * ((top + row) * line + left + column) + channel] ?? 0;
          if (sum < PAPER * (right - x) * (bottom - y)) return false;
        }
      }
    return true;
  };
  return Array.from({ length: count }, (_, index) => isBlank(index)).filter(Boolean).length / count;
}
