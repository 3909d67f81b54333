import type { GridLayout } from '@shared/run.ts';
import { PAPER } from './thresholds.ts';

/**
 * The share of samples that are blank paper: no pixel of them is dark.
 * @param pixels RGBA 0 … 255 of a gapless grid, rows first
 */
export function blankShare(pixels: ArrayLike<number>, { columns, count, tileWidth, tileHeight }: GridLayout): number {
  const line = columns * tileWidth;
  const isBlank = (index: number): boolean => {
    const left = (index % columns) * tileWidth;
    const top = Math.floor(index / columns) * tileHeight;
    for (let y = 0; y < tileHeight; y++)
      for (let x = 0; x < tileWidth; x++) {
        const at = 4 * ((top + y) * line + left + x);
        if (Math.min(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0) < PAPER) return false;
      }
    return true;
  };
  return Array.from({ length: count }, (_, index) => isBlank(index)).filter(Boolean).length / count;
}
