import type { PictureFacts } from '@shared/import/facts.ts';
import { sharpnessOf, spreadOf, toGrey } from '@shared/picture-measures.ts';
import { showsColour } from './colour.ts';
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

/** Where an axis is cut into cells of whole pixels, one at least: where each begins, and where it ends. */
interface Cells {
  from: Int32Array;
  end: Int32Array;
}

const KEPT_CELLS = 64;
const keptCells = new Map<string, Cells>();

/** Most pictures of a folder have a few sizes. */
function cells(length: number, count: number): Cells {
  const name = `${length}/${count}`;
  const kept = keptCells.get(name);
  if (kept) return kept;
  const indices = Int32Array.from({ length: count }, (_, index) => index);
  const made = {
    from: indices.map((index) => Math.floor((index * length) / count)),
    end: indices.map((index) => Math.ceil(((index + 1) * length) / count)),
  };
  if (keptCells.size === KEPT_CELLS) keptCells.clear();
  keptCells.set(name, made);
  return made;
}

/** Means over the cells of a grid: count × count × channels, rows first. */
function averaged({ width, height, channels, data }: Raster, across: number, down: number): Uint8Array {
  if (width === across && height === down) return data;
  const made = new Uint8Array(across * down * channels);
  const [columns, rows] = [cells(width, across), cells(height, down)];
  const row = width * channels;
  let at = 0;
  for (let down = 0; down < rows.from.length; down += 1) {
    const top = rows.from[down] ?? 0;
    const bottom = rows.end[down] ?? 0;
    for (let over = 0; over < across; over += 1) {
      const from = columns.from[over] ?? 0;
      const end = columns.end[over] ?? 0;
      const area = (bottom - top) * (end - from);
      for (let channel = 0; channel < channels; channel += 1, at += 1) {
        let sum = 0;
        for (let y = top; y < bottom; y += 1) {
          const last = y * row + end * channels;
          for (let index = y * row + from * channels + channel; index < last; index += channels)
            sum += data[index] ?? 0;
        }
        made[at] = Math.round(sum / area);
      }
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
const BORDER_PLACES = Array.from({ length: COPY_SIDE * COPY_SIDE }, (_, index) => index).filter(
  (index) => !isInside(index % COPY_SIDE) || !isInside(Math.floor(index / COPY_SIDE)),
);

function borderOf(grey: Uint8Array): Uint8Array {
  const border = new Uint8Array(BORDER_PLACES.length);
  for (let at = 0; at < border.length; at += 1) border[at] = grey[BORDER_PLACES[at] ?? 0] ?? 0;
  return border;
}

/** Bit by bit, row by row: whether a brightness is less than its right neighbour's. */
function differenceHash(grey: Uint8Array): string {
  const small = averaged({ width: COPY_SIDE, height: COPY_SIDE, channels: 1, data: grey }, HASH_ACROSS, HASH_DOWN);
  let hash = '';
  for (let y = 0; y < HASH_DOWN; y += 1) {
    let bits = 0;
    for (let x = 0, at = y * HASH_ACROSS; x + 1 < HASH_ACROSS; x += 1, at += 1)
      bits = bits * 2 + ((small[at] ?? 0) < (small[at + 1] ?? 0) ? 1 : 0);
    hash += (bits < 16 ? '0' : '') + bits.toString(16);
  }
  return hash;
}

/**
 * Facts of a picture, from a copy of all of it, upright, of any size and proportions: a small copy makes the same facts
 * as the picture itself, nearly.
 */
export function factsOf(copy: Raster, head: HeadFacts): PictureFacts {
  const small = averaged(copy, COPY_SIDE, COPY_SIDE);
  const inColour = copy.channels === 3;
  const grey = inColour ? toGrey(small) : small;
  return {
    ...head,
    colour: inColour && showsColour(small),
    hash: differenceHash(grey),
    ...levelsOf(grey),
    border: levelsOf(borderOf(grey)),
    sharpness: rounded(sharpnessOf(grey, { width: COPY_SIDE, height: COPY_SIDE })),
  };
}
