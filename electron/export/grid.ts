import { decode } from 'fast-png';
import { ForgerError } from '@shared/contract/errors.ts';
import type { ImageShape } from '@shared/network/layers.ts';
import type { Library } from '../store/index.ts';

/** Pixels of a sample grid, 0 to 255, rows first, channels last. */
export interface Grid {
  shape: ImageShape;
  pixels: Uint8Array;
}

export const damagedGrid = (file: string): ForgerError =>
  new ForgerError('damaged', `The sample grid ${file} cannot be read. Leave it out by choosing other epochs.`);

/** A sample grid of a run. @throws {ForgerError} `not-found`, `damaged` */
export async function readGrid(library: Library, runId: string, file: string): Promise<Grid> {
  const bytes = await library.readSample(runId, file);
  try {
    const { width, height, channels, depth, data } = decode(bytes);
    if (depth === 8 && (channels === 1 || channels === 3) && data.length === width * height * channels)
      return { shape: { width, height, channels }, pixels: Uint8Array.from(data) };
  } catch {
    // Said below, with the name of the file.
  }
  throw damagedGrid(file);
}
