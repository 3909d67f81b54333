import type { ImageShape } from '@shared/network/layers.ts';
import { gridLayout } from '@shared/run.ts';
import type { Picture } from './picture.ts';
import { encodePng } from './png.ts';

/**
 * Images side by side without gaps, laid out as gridLayout says; places left over are black.
 * @param pixels 0 … 255, image after image
 * @param classes where each row is a label
 */
export function gridPicture(pixels: Uint8Array, { height, width, channels }: ImageShape, classes?: number): Picture {
  const tile = height * width * channels;
  const count = pixels.length / tile;
  const { columns, rows } = gridLayout(count, { width, height }, classes);
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
  return { width: columns * width, height: rows * height, channels, pixels: data };
}

/** The same as a PNG. */
export const gridPng = (pixels: Uint8Array, image: ImageShape, classes?: number): Promise<Uint8Array> =>
  encodePng(gridPicture(pixels, image, classes));
