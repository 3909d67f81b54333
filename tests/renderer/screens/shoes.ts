import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import type { Drawn } from '../fixtures/import.ts';

const FOLDER = join(process.env['SCREENS_PROJECT'] ?? '', 'resources/datasets/fashion-mnist');
const SIDE = 28;
const HEADERS = { images: 16, labels: 8 };
/** Sandals, sneakers and boots. */
const SHOES = [5, 7, 9];
let read: { images: Uint8Array; places: number[] } | null = null;

function open(): { images: Uint8Array; places: number[] } {
  // Only so much of a file as is looked at: a page is opened in a moment.
  const of = (name: string): Uint8Array =>
    gunzipSync(readFileSync(join(FOLDER, name)).subarray(0, 2 ** 20), { finishFlush: constants.Z_SYNC_FLUSH });
  const labels = of('train-labels-idx1-ubyte.gz').subarray(HEADERS.labels, HEADERS.labels + 2_000);
  return {
    images: of('train-images-idx3-ubyte.gz').subarray(HEADERS.images),
    places: [...labels.keys()].filter((place) => SHOES.includes(labels[place] ?? 0)),
  };
}

/** The shoes among the real training images of Fashion-MNIST. */
export const shoes: Drawn = (number, x, y) => {
  const { images, places } = (read ??= open());
  if (x < 0 || y < 0 || x >= SIDE || y >= SIDE) return 0;
  return images[(places[number] ?? 0) * SIDE * SIDE + y * SIDE + x] ?? 0;
};
