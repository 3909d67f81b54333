/** Zoom at which tiles of this height fill a strip: the largest whole number that fits, below 1 only for larger tiles. */
export function mosaicScale(tile: number, height: number): number {
  return tile <= height ? Math.max(1, Math.floor(height / 2 / tile)) : height / tile;
}
