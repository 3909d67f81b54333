import type { ImageShape } from '@shared/network/layers.ts';
import { spans } from '../../metric/spans.ts';
import { pixelsOf, type Images } from '../batches.ts';

/** Side of a thumbnail. */
const SIDE = 16;
const THUMBNAIL = SIDE * SIDE;
/** Of images that differ by less than so much of their own contrast, one is a copy of the other, packed or scaled anew. */
const LIKENESS = 1 / 20;
const BLOCK_BYTES = 16 * 2 ** 20;

/** Grey thumbnails of a data set; all numbers are whole, the same on every machine. */
export interface Thumbnails {
  count: number;
  /** [count, 16, 16], 0 … 255 */
  greys: Uint8Array;
  /** Of each, the sum of its greys. */
  sums: Uint32Array;
  /** Of each, the sum of differences within which another is alike. */
  reach: Uint32Array;
}

/** Reads the whole data set, piece by piece. @throws {ForgerError} where it cannot be read */
export function thumbnailsOf(images: Images): Thumbnails {
  const { count, image } = images;
  const size = image.height * image.width * image.channels;
  const made = {
    count,
    greys: new Uint8Array(count * THUMBNAIL),
    sums: new Uint32Array(count),
    reach: new Uint32Array(count),
  };
  const piece = Math.max(1, Math.floor(BLOCK_BYTES / size));
  for (let first = 0; first < count; first += piece) {
    const indices = Uint32Array.from({ length: Math.min(piece, count - first) }, (_, at) => first + at);
    const pixels = pixelsOf(images, indices);
    for (const [at, index] of indices.entries())
      draw(
        pixels.subarray(at * size, (at + 1) * size),
        image,
        made.greys.subarray(index * THUMBNAIL, (index + 1) * THUMBNAIL),
      );
  }
  for (let index = 0; index < count; index++) {
    const greys = made.greys.subarray(index * THUMBNAIL, (index + 1) * THUMBNAIL);
    let [sum, deviation] = [0, 0];
    for (const grey of greys) sum += grey;
    for (const grey of greys) deviation += Math.abs(grey - sum / THUMBNAIL);
    made.sums[index] = sum;
    made.reach[index] = Math.floor(LIKENESS * deviation);
  }
  return made;
}

function draw(pixels: Uint8Array, { height, width, channels }: ImageShape, greys: Uint8Array): void {
  const columns = spans(width, SIDE);
  let place = 0;
  for (const [top, bottom] of spans(height, SIDE))
    for (const [left, right] of columns) {
      let sum = 0;
      for (let row = top; row < bottom; row++)
        for (let at = (row * width + left) * channels; at < (row * width + right) * channels; at++)
          sum += pixels[at] as number;
      greys[place++] = Math.floor(sum / ((bottom - top) * (right - left) * channels));
    }
}

/**
 * Images that are nearly the same as this one, without itself: their thumbnails differ, in the mean, by no more than a twentieth of
 * the mean difference from their own mean.
 */
export function alike({ count, greys, sums, reach }: Thumbnails, index: number): number[] {
  const found: number[] = [];
  const [sum, own] = [sums[index] as number, reach[index] as number];
  for (let other = 0; other < count; other++) {
    const most = Math.min(own, reach[other] as number);
    // No sum of differences is less than the difference of the sums.
    if (Math.abs((sums[other] as number) - sum) > most || other === index) continue;
    let differences = 0;
    for (let at = 0; at < THUMBNAIL && differences <= most; at++)
      differences += Math.abs((greys[index * THUMBNAIL + at] as number) - (greys[other * THUMBNAIL + at] as number));
    if (differences <= most) found.push(other);
  }
  return found;
}
