import { z } from 'zod';

const share = z.number().min(0).max(1);
/** Shares are rounded so far, so that they can be read; sums of two may be that much beyond 1. */
const DIGITS = 4;
const ROUNDING = 10 ** -DIGITS;
/** Smaller parts of a picture would be next to nothing of it. */
export const SMALLEST_WINDOW = 0.02;

/**
 * The part of every picture that an import takes, set by hand: shares of the width and height of the picture as it is
 * shown upright, from its left upper corner.
 */
export const cropWindowSchema = z
  .strictObject({ x: share, y: share, width: share.min(SMALLEST_WINDOW), height: share.min(SMALLEST_WINDOW) })
  .refine(({ x, y, width, height }) => x + width <= 1 + ROUNDING && y + height <= 1 + ROUNDING);
export type CropWindow = z.infer<typeof cropWindowSchema>;

const rounded = (value: number): number => Math.round(value / ROUNDING) / 10 ** DIGITS;

/** The same, short enough to be read. */
export const roundedWindow = ({ x, y, width, height }: CropWindow): CropWindow => ({
  ...{ x: rounded(x), y: rounded(y), width: rounded(width), height: rounded(height) },
});

/** "0.1,0.2,0.5,0.5", as it is given on the command line. */
export const cropWindowText = ({ x, y, width, height }: CropWindow): string => [x, y, width, height].join(',');

/** @returns null for what is no window */
export function readCropWindow(text: string): CropWindow | null {
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [x, y, width, height] = parts;
  const { data } = cropWindowSchema.safeParse({ x, y, width, height });
  return parts.length === 4 && data ? data : null;
}

/** Whole pixels. */
export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The pixels of an upright picture that a window shows, one at least. */
export function areaOf(window: CropWindow, picture: { width: number; height: number }): Area {
  const along = (from: number, length: number, whole: number): [number, number] => {
    const first = Math.min(whole - 1, Math.round(from * whole));
    return [first, Math.max(1, Math.min(whole, Math.round((from + length) * whole)) - first)];
  };
  const [left, width] = along(window.x, window.width, picture.width);
  const [top, height] = along(window.y, window.height, picture.height);
  return { left, top, width, height };
}
