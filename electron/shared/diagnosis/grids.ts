import { sampleShape } from '../pairs.ts';
import { gridLayout, type GridLayout, type RunRecord } from '../run.ts';
import { blankShare } from './paper.ts';
import type { GridPixels } from './pixels.ts';

/** What was seen of a sample grid. */
export interface GridFacts {
  step: number;
  /** Share of the samples that are nearly one and the same picture. */
  alike: number;
  /** Share of the samples with nothing on them. */
  blank: number;
}

/**
 * Two samples are nearly the same where they differ by less than this share of what the grid's grey levels differ by
 * (root mean squares). Of the recorded healthy runs no more than one sample in ten was that near to another.
 */
const SAME = 0.2;
/** Enough to tell pictures apart, few enough to compare every one with every other. */
const MOST_PIXELS = 1024;
const MOST_TILES = 100;
/** Fewer samples of a label than this say nothing about it. */
const LEAST_OF_A_LABEL = 4;

/** Grey levels of one tile, thinned. */
type Tile = Float32Array;

function tilesOf({ values, channels }: GridPixels, layout: GridLayout): Tile[] {
  const { columns, count, tileWidth, tileHeight } = layout;
  const stride = Math.max(1, Math.ceil(Math.sqrt((tileWidth * tileHeight) / MOST_PIXELS)));
  const places = Array.from({ length: Math.ceil(tileHeight / stride) }, (_, y) => y * stride).flatMap((y) =>
    Array.from({ length: Math.ceil(tileWidth / stride) }, (_, x) => y * columns * tileWidth + x * stride),
  );
  const line = columns * tileWidth;
  return Array.from({ length: count }, (_, index) => {
    const corner = Math.floor(index / columns) * tileHeight * line + (index % columns) * tileWidth;
    return Float32Array.from(places, (place) => {
      const at = channels * (corner + place);
      const first = values[at] ?? 0;
      return channels === 1 ? first : (first + (values[at + 1] ?? 0) + (values[at + 2] ?? 0)) / 3;
    });
  });
}

/** Mean squared difference of two tiles. */
function difference(a: Tile, b: Tile): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += ((a[index] ?? 0) - (b[index] ?? 0)) ** 2;
  return sum / a.length;
}

/** Variance of all grey levels. */
function contrast(tiles: readonly Tile[]): number {
  let [sum, squares, count] = [0, 0, 0];
  for (const tile of tiles)
    for (const level of tile) {
      sum += level;
      squares += level * level;
      count += 1;
    }
  return squares / count - (sum / count) ** 2;
}

/** Share of the tiles that are nearly the one that most of them are like. @param bound of their difference */
function largestGroup(tiles: readonly Tile[], bound: number): number {
  const groups = tiles.map((tile) => tiles.filter((other) => difference(tile, other) <= bound).length);
  return Math.max(...groups) / tiles.length;
}

/**
 * Share of the samples that are nearly one and the same picture; where G is asked for labels, of the samples of one
 * label, in the mean over the labels.
 * @param byRows each row is one label
 */
export function alikeShare(pixels: GridPixels, layout: GridLayout, byRows: boolean): number {
  const tiles = tilesOf(pixels, layout);
  const bound = SAME ** 2 * contrast(tiles);
  if (!byRows || layout.columns < LEAST_OF_A_LABEL) return largestGroup(tiles.slice(0, MOST_TILES), bound);
  const rows = Array.from({ length: layout.rows }, (_, row) =>
    tiles.slice(row * layout.columns, (row + 1) * layout.columns).slice(0, MOST_TILES),
  );
  return rows.reduce((sum, row) => sum + largestGroup(row, bound), 0) / rows.length;
}

/** What is seen of a grid of a run that was drawn after so many steps. */
export function factsOfGrid(step: number, pixels: GridPixels, record: RunRecord): GridFacts {
  const { classes } = record.networks;
  const layout = gridLayout(record.config['samples.count'], sampleShape(record.networks), classes);
  return { step, alike: alikeShare(pixels, layout, classes !== undefined), blank: blankShare(pixels, layout) };
}
