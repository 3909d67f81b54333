import { ForgerError } from '@shared/contract/errors.ts';
import type { ImageShape } from '@shared/network/layers.ts';
import { sampleShape } from '@shared/pairs.ts';
import { gridLayout, type RunRecord } from '@shared/run.ts';
import type { Library } from '../store/index.ts';
import { readGrid, type Grid } from './grid.ts';
import { besideEachOther, partBeside } from '@shared/pictures-beside.ts';

/** One of the pictures of a grid. @param tile the shape of each */
export function tileOf({ shape, pixels }: Grid, tile: ImageShape, index: number): Uint8Array {
  const columns = shape.width / tile.width;
  const line = tile.width * tile.channels;
  const [left, top] = [(index % columns) * line, Math.floor(index / columns) * tile.height];
  const out = new Uint8Array(tile.height * line);
  for (let row = 0; row < tile.height; row += 1) {
    const from = (top + row) * columns * line + left;
    out.set(pixels.subarray(from, from + line), row * line);
  }
  return out;
}

/** Whether a grid is one of samples that many to a row, in their colours. */
export const isGridOf = ({ shape }: Grid, columns: number, tile: ImageShape): boolean =>
  shape.width === columns * tile.width && shape.channels === tile.channels;

/**
 * The pairs that a run's samples are made of: its grids hold each input and target to the bit, so that samples can be drawn where
 * the data set is not.
 * @returns pixels [samples.count, height, 2 · width, channels]
 * @throws {ForgerError} not-found where it has drawn none yet, damaged
 */
export async function heldPairs(library: Library, { id, networks, config }: RunRecord): Promise<Uint8Array> {
  const [first] = await library.listSamples(id);
  if (!first) throw new ForgerError('not-found', 'This run has no samples yet. Let it train a little first.');
  const grid = await readGrid(library, id, first.file);
  const { image } = networks;
  const tile = sampleShape(networks);
  const { columns, count } = gridLayout(config['samples.count'], tile);
  if (!isGridOf(grid, columns, tile))
    throw new ForgerError('damaged', `The sample grid ${first.file} is not one of this run's.`);
  const pairs = Array.from({ length: count }, (_, index) => {
    const sample = tileOf(grid, tile, index);
    return besideEachOther([partBeside(sample, image, 0, 3), partBeside(sample, image, 2, 3)], image);
  });
  return Buffer.concat(pairs);
}
