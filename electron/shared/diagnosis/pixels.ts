/** A gapless grid of samples as pixels of 0 to 255, rows first; of four channels the last is opacity. */
export interface GridPixels {
  values: ArrayLike<number>;
  channels: 1 | 3 | 4;
}
