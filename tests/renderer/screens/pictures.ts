import { encode } from 'fast-png';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { numbers } from '../fixtures/metrics.ts';

const SIDE = 28;
const HEADER_BYTES = 16;

/** The real training images of Fashion-MNIST. */
function images(file: string): Uint8Array {
  return gunzipSync(readFileSync(file)).subarray(HEADER_BYTES);
}

type Pixel = (tile: number, offset: number) => number;

function grid(columns: number, rows: number, pixel: Pixel): Uint8Array {
  const width = columns * SIDE;
  const data = new Uint8Array(width * rows * SIDE);
  for (let tile = 0; tile < columns * rows; tile += 1)
    for (let offset = 0; offset < SIDE * SIDE; offset += 1) {
      const x = (tile % columns) * SIDE + (offset % SIDE);
      const y = Math.floor(tile / columns) * SIDE + Math.floor(offset / SIDE);
      data[y * width + x] = pixel(tile, offset);
    }
  return encode({ width, height: rows * SIDE, data, channels: 1 });
}

/** Pictures for the made-up library: thumbnails of real images, and "samples" that fade from noise into them. */
export function pictures(file: string): (path: string) => Uint8Array | null {
  const source = images(file);
  const at = (tile: number, offset: number): number => source[tile * SIDE * SIDE + offset] ?? 0;
  return (path) => {
    if (path.endsWith('thumbnail.png')) {
      const first = path.includes('fashion') ? 0 : 400;
      return grid(6, 2, (tile, offset) => at(first + tile, offset));
    }
    const epoch = /epoch-(\d+)\.png$/.exec(path)?.[1];
    if (epoch === undefined) return null;
    const random = numbers(Number(epoch) + 1);
    const noise = 1 / (1 + Number(epoch) / 4);
    return grid(8, 8, (tile, offset) => Math.min(255, at(tile + 40, offset) * (1 - noise) + 255 * noise * random()));
  };
}
