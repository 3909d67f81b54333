import { LETTERS_PREVIEW } from '@shared/letters.ts';
import type { GridLayout } from '@shared/run.ts';

/** The picture of a preview of images of this size. */
export const previewSheet = (size: number): GridLayout => ({
  ...LETTERS_PREVIEW,
  count: LETTERS_PREVIEW.columns * LETTERS_PREVIEW.rows,
  tileWidth: size,
  tileHeight: size,
});

/**
 * How many tiles of a preview fit into a box, and how large: at the largest whole-number zoom at which all
 * columns fit, or as many as fit at 1.
 */
export function fitPreview(
  box: { width: number; height: number },
  size: number,
  gap: number,
): { zoom: number; columns: number; rows: number } {
  const { columns, rows } = LETTERS_PREVIEW;
  const zoom = Math.max(1, Math.floor((box.width - (columns - 1) * gap) / (columns * size)));
  const across = (side: number, most: number): number =>
    Math.max(1, Math.min(most, Math.floor((side + gap) / (size * zoom + gap))));
  return { zoom, columns: across(box.width, columns), rows: across(box.height, rows) };
}
