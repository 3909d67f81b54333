import type { GridLayout } from '@shared/run.ts';
import { percent } from '../../lib/format.ts';
import type { Finding } from './finding.ts';
import { BLANK_SHARE, PAPER } from './thresholds.ts';

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

/** What blank samples mean; null where there are too few to mean anything. */
export function paperFinding(share: number | null): Finding | null {
  if (share === null || share < BLANK_SHARE) return null;
  return {
    tone: 'advice',
    title: 'Some samples are white paper',
    text:
      `${percent(share)} of the samples shown have nothing on them. That happens where part of the data is dark on white ` +
      '(notMNIST): empty paper is the easiest forgery. Images of one tone, all light on dark, do not have it.',
    step: null,
  };
}
