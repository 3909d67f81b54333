import type { DatasetPixels } from '@shared/dataset.ts';
import { explained } from '../../store/files/index.ts';
import { hashTail } from '../hash.ts';
import { hashFile } from '../reading/hash-file.ts';
import { RowReader } from '../reading/row-reader.ts';
import { drawThumbnail, thumbnailIndices } from '../thumbnail.ts';
import { pixelRowsOf, spansOf } from './pixel-rows.ts';
import { damaged, readLabels, readRecord, wrongHash } from './read.ts';

/** A data set ready to train on, in memory or on the disk. */
export interface OpenedDataset extends Omit<DatasetPixels, 'pixels'> {
  pixels: Uint8Array | RowReader;
  /** Resolves when all was held against its hash. @throws {ForgerError} `damaged` where it does not match */
  verified: Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a data set whose pixels stay on the disk. Their hash is worked out meanwhile, in the background.
 * @throws ForgerError `not-found`, `damaged`, …
 */
export async function openOnDisk(libraryDir: string, id: string): Promise<OpenedDataset> {
  return explained(async () => {
    const record = await readRecord(libraryDir, id);
    const place = await pixelRowsOf(libraryDir, record);
    const labels = await readLabels(libraryDir, record);
    const pixels = new RowReader({ ...place, cutOff: () => damaged(record, 'its pixels were cut off') });
    const closing = new AbortController();
    const tail = hashTail(record.image, record.count, labels, record.labels);
    const verified = explained(async () => {
      if ((await hashFile(place.path, [...spansOf(place, record.count)], tail, closing.signal)) !== record.hash)
        throw wrongHash(record);
    });
    // Whoever never asks is not to be told.
    verified.catch(() => undefined);
    return {
      ...{ record, labels, pixels, verified },
      close: async () => {
        closing.abort();
        await pixels.close();
      },
    };
  });
}

/** The strip of images that stands for a data set, drawn from its pixels alone. */
export async function drawThumbnailOf(libraryDir: string, id: string): Promise<Uint8Array> {
  return explained(async () => {
    const record = await readRecord(libraryDir, id);
    const place = await pixelRowsOf(libraryDir, record);
    const { rowBytes } = place;
    const reader = new RowReader(place);
    try {
      const pixels = reader.read(Uint32Array.from(thumbnailIndices(record.count)));
      const tiles = Array.from({ length: pixels.length / rowBytes }, (_, tile) =>
        pixels.subarray(tile * rowBytes, (tile + 1) * rowBytes),
      );
      return drawThumbnail(record.image, tiles);
    } finally {
      await reader.close();
    }
  });
}
