import { encode } from 'fast-png';
import { DATASET_THUMBNAIL } from '@shared/contract/channels.ts';
import type { ImageShape } from '@shared/network/layers.ts';

const TILES = DATASET_THUMBNAIL.columns * DATASET_THUMBNAIL.rows;

/** Numbers of the images shown: spread evenly, so that images sorted by label show many labels. */
export const thumbnailIndices = (count: number): number[] =>
  Array.from({ length: Math.min(TILES, count) }, (_, tile) => Math.floor((tile * count) / Math.min(TILES, count)));

/**
 * A gapless grid of images in their own size; tiles without an image stay black.
 * @param tiles images of height × width × channels, row by row.
 * @returns a PNG, grey or RGB.
 */
export function drawTiles(
  image: ImageShape,
  tiles: readonly Uint8Array[],
  { columns, rows }: { columns: number; rows: number },
): Uint8Array {
  const stride = image.width * image.channels;
  const data = new Uint8Array(columns * rows * image.height * stride);
  tiles.slice(0, columns * rows).forEach((tile, index) => {
    const left = (index % columns) * stride;
    const top = Math.floor(index / columns) * image.height;
    for (let row = 0; row < image.height; row += 1) {
      data.set(tile.subarray(row * stride, (row + 1) * stride), (top + row) * columns * stride + left);
    }
  });
  return encode({
    width: columns * image.width,
    height: rows * image.height,
    data,
    channels: image.channels,
    depth: 8,
  });
}

/** The strip of a data set's images that stands for it. */
export const drawThumbnail = (image: ImageShape, tiles: readonly Uint8Array[]): Uint8Array =>
  drawTiles(image, tiles, DATASET_THUMBNAIL);

/** The same for pixels that are in memory already. */
export function thumbnailOf(image: ImageShape, count: number, pixels: Uint8Array): Uint8Array {
  const size = image.height * image.width * image.channels;
  return drawThumbnail(
    image,
    thumbnailIndices(count).map((index) => pixels.subarray(index * size, (index + 1) * size)),
  );
}
