import { encode } from 'fast-png';
import type { ImageShape } from '@shared/network/layers.ts';
import { gridLayout } from '@shared/run.ts';

/**
 * A PNG of images side by side without gaps, laid out as gridLayout says; places left over are black.
 * @param pixels 0 … 255, image after image
 */
export function gridPng(pixels: Uint8Array, { height, width, channels }: ImageShape): Uint8Array {
  const tile = height * width * channels;
  const count = pixels.length / tile;
  const { columns, rows } = gridLayout(count, { width, height });
  const line = width * channels;
  const data = new Uint8Array(rows * columns * tile);
  for (let image = 0; image < count; image++) {
    const left = (image % columns) * line;
    const top = Math.floor(image / columns) * height;
    for (let row = 0; row < height; row++) {
      const from = image * tile + row * line;
      data.set(pixels.subarray(from, from + line), (top + row) * columns * line + left);
    }
  }
  return encode({ width: columns * width, height: rows * height, channels, depth: 8, data });
}
