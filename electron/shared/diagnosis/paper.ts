import type { GridLayout } from '../run.ts';
import type { GridPixels } from './pixels.ts';
import { PAPER } from './thresholds.ts';

/** The share of samples that are blank paper: no pixel of them is dark. */
export function blankShare(
  { values, channels }: GridPixels,
  { columns, count, tileWidth, tileHeight }: GridLayout,
): number {
  const line = columns * tileWidth;
  const isBlank = (index: number): boolean => {
    const left = (index % columns) * tileWidth;
    const top = Math.floor(index / columns) * tileHeight;
    for (let y = 0; y < tileHeight; y++)
      for (let x = 0; x < tileWidth; x++) {
        const at = channels * ((top + y) * line + left + x);
        const dark = (channel: number): boolean => (values[at + channel] ?? 0) < PAPER;
        if (dark(0) || (channels > 1 && (dark(1) || dark(2)))) return false;
      }
    return true;
  };
  return Array.from({ length: count }, (_, index) => isBlank(index)).filter(Boolean).length / count;
}
