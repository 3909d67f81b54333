import type { Pictures } from '@shared/inside.ts';

/** Between pictures, in their own pixels. */
const GAP = 1;

export interface PictureSheet {
  width: number;
  height: number;
  /** Width × height × 4; clear between pictures. */
  rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Pictures side by side, row by row, with a clear line between them. */
export function sheetOf({ width, height, channels, count, pixels }: Pictures, columns: number): PictureSheet {
  const across = Math.max(1, Math.min(columns, count));
  const rows = Math.ceil(count / across);
  const sheetWidth = across * (width + GAP) - GAP;
  const sheetHeight = Math.max(1, rows * (height + GAP) - GAP);
  const rgba = new Uint8ClampedArray(4 * sheetWidth * sheetHeight);
  for (let picture = 0; picture < count; picture++) {
    const left = (picture % across) * (width + GAP);
    const top = Math.floor(picture / across) * (height + GAP);
    for (let at = 0; at < width * height; at++) {
      const place = 4 * ((top + Math.floor(at / width)) * sheetWidth + left + (at % width));
      const from = (picture * width * height + at) * channels;
      for (let part = 0; part < 3; part++) rgba[place + part] = pixels[from + (channels === 3 ? part : 0)] ?? 0;
      rgba[place + 3] = 255;
    }
  }
  return { width: sheetWidth, height: sheetHeight, rgba };
}

/** How many pixels a picture's pixel takes, whole, so that a picture is about as large as this. */
export const zoomFor = ({ width, height }: Pick<Pictures, 'width' | 'height'>, side: number): number =>
  Math.max(1, Math.round(side / Math.max(width, height)));
