import type { PictureFacts } from '@shared/import/facts.ts';
import { sharpnessOf, spreadOf, toGrey } from '@shared/picture-measures.ts';
import { showsColour, toRgb } from './colour.ts';
import type { Raster } from './resample.ts';

/** What is known of a picture without its pixels. */
export type HeadFacts = Pick<
  PictureFacts,
  'format' | 'width' | 'height' | 'turned' | 'transparent' | 'deep' | 'frames' | 'digest'
>;

/** Side of the small copy that facts are told from, in pixels. */
export const COPY_SIDE = 32;
/** Its border, a sixteenth of its side wide. */
const BORDER = COPY_SIDE / 16;
/** Brightnesses that a difference hash compares: each with its neighbour on the right. */
const HASH_ACROSS = 9;
const HASH_DOWN = 8;

/** Where an axis of `length` pixels is cut to make `count` of it: each cell is whole pixels, one at least. */
const cells = (length: number, count: number): { from: number; end: number }[] =>
  Array.from({ length: count }, (_, index) => ({
    from: Math.floor((index * length) / count),
    end: Math.ceil(((index + 1) * length) / count),
  }));

/** Means over the cells of a grid: count × count × channels, rows first. */
function averaged({ width, height, channels, data }: Raster, across: number, down: number): Uint8Array {
  if (width === across && height === down) return data;
  const columns = cells(width, across);
  const made = new Uint8Array(across * down * channels);
  const row = width * channels;
  let at = 0;
  for (const rows of cells(height, down))
    for (const { from, end } of columns) {
      const area = (rows.end - rows.from) * (end - from);
      for (let channel = 0; channel < channels; channel += 1, at += 1) {
        let sum = 0;
        for (let y = rows.from; y < rows.end; y += 1)
          for (let index = y * row + from * channels + channel, x = from; x < end; x += 1, index += channels)
            sum += data[index] ?? 0;
        made[at] = Math.round(sum / area);
      }
    }
  return made;
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** Mean and standard deviation. */
function levelsOf(values: Uint8Array): { brightness: number; contrast: number } {
  const { brightness, contrast } = spreadOf(values);
  return { brightness: rounded(brightness), contrast: rounded(contrast) };
}

const isInside = (at: number): boolean => at >= BORDER && at < COPY_SIDE - BORDER;
const borderOf = (grey: Uint8Array): Uint8Array =>
  grey.filter((_, index) => !isInside(index % COPY_SIDE) || !isInside(Math.floor(index / COPY_SIDE)));

/** Bit by bit, row by row: whether a brightness is less than its right neighbour's. */
function differenceHash(grey: Uint8Array): string {
  const small = averaged({ width: COPY_SIDE, height: COPY_SIDE, channels: 1, data: grey }, HASH_ACROSS, HASH_DOWN);
  let hash = '';
  for (let y = 0; y < HASH_DOWN; y += 1) {
    const row = small.subarray(y * HASH_ACROSS, (y + 1) * HASH_ACROSS);
    let bits = 0;
    for (let x = 0; x + 1 < HASH_ACROSS; x += 1) bits = bits * 2 + Number((row[x] ?? 0) < (row[x + 1] ?? 0));
    hash += bits.toString(16).padStart(2, '0');
  }
  return hash;
}

/**
 * Facts of a picture, from a copy of all of it, upright, of any size and proportions: a small copy makes the same facts
 * as the picture itself, nearly.
 */
export function factsOf(copy: Raster, head: HeadFacts): PictureFacts {
  const small = averaged(copy, COPY_SIDE, COPY_SIDE);
  const rgb = copy.channels === 1 ? toRgb(small) : small;
  const grey = toGrey(rgb);
  return {
    ...head,
    colour: showsColour(rgb),
    hash: differenceHash(grey),
    ...levelsOf(grey),
    border: levelsOf(borderOf(grey)),
    sharpness: rounded(sharpnessOf(grey, { width: COPY_SIDE, height: COPY_SIDE })),
  };
}
