import { z } from 'zod';
import type { ImageShape } from './network/layers.ts';

/** Side that the tiles of a sheet are about as large as, in pixels: enlarged by whole numbers, never made smaller. */
const TILE_SIDE = 84;
export const SHEET_GAP = 4;
/** Pixels of a sheet at most; its longer side is then some 8,000. */
const MOST_PIXELS = 40_000_000;
/** How much wider than high a sheet is, about. */
const PROPORTION = 4 / 3;
/** Pictures of a sheet at most, however small. */
const MOST_IMAGES = 5000;

export const sheetChoicesShape = {
  /** Pictures on it, or fewer where there are fewer. */
  images: z.number().int().min(1).max(MOST_IMAGES),
  /** Spread evenly over all that are shown, else the first ones. */
  spread: z.boolean(),
} as const;
export type SheetChoices = z.infer<z.ZodObject<typeof sheetChoicesShape>>;

export interface SheetLayout {
  columns: number;
  rows: number;
  /** Whole-number enlargement of a picture. */
  zoom: number;
  /** Of the sheet, in pixels. */
  width: number;
  height: number;
}

const zoomOf = ({ height, width }: ImageShape): number => Math.max(1, Math.floor(TILE_SIDE / Math.max(height, width)));

/** The most pictures of such a size that one sheet holds. */
export function mostOnSheet(image: ImageShape): number {
  const zoom = zoomOf(image);
  const tile = (image.width * zoom + SHEET_GAP) * (image.height * zoom + SHEET_GAP);
  return Math.max(1, Math.min(MOST_IMAGES, Math.floor(MOST_PIXELS / tile)));
}

/** How pictures lie on a sheet: with a gap around each. */
export function sheetLayout(image: ImageShape, count: number): SheetLayout {
  const zoom = zoomOf(image);
  const [stepX, stepY] = [image.width * zoom + SHEET_GAP, image.height * zoom + SHEET_GAP];
  const columns = Math.max(1, Math.min(count, Math.round(Math.sqrt((PROPORTION * count * stepY) / stepX))));
  const rows = Math.max(1, Math.ceil(count / columns));
  return { columns, rows, zoom, width: columns * stepX + SHEET_GAP, height: rows * stepY + SHEET_GAP };
}
