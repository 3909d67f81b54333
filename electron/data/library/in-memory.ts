import type { DatasetPixels } from '@shared/dataset.ts';
import { explained, openFile } from '../../store/files/index.ts';
import { DatasetHash } from '../hash.ts';
import { MAX_HELD_BYTES } from '../limits.ts';
import { pixelRowsOf, spansOf } from './pixel-rows.ts';
import { fill, pixelBytes, readLabels, readRecord, wrongHash } from './read.ts';

/**
 * Reads a whole data set into memory and holds it against its hash.
 * @throws ForgerError `not-found`, `damaged`, …
 */
export async function readDataset(libraryDir: string, id: string): Promise<DatasetPixels> {
  return explained(async () => {
    const record = await readRecord(libraryDir, id);
    const { image, count } = record;
    const pixels = new Uint8Array(pixelBytes(record, MAX_HELD_BYTES));
    const hash = new DatasetHash();
    const place = await pixelRowsOf(libraryDir, record);
    const file = await openFile(place.path);
    try {
      let done = 0;
      for (const { from, bytes } of spansOf(place, count)) {
        const onChunk = (chunk: Uint8Array): void => hash.addPixels(chunk);
        await fill(record, file, { room: pixels.subarray(done, done + bytes), from, onChunk });
        done += bytes;
      }
    } finally {
      await file.close();
    }
    const labels = await readLabels(libraryDir, record);
    if (hash.finish(image, count, labels, record.labels) !== record.hash) throw wrongHash(record);
    return { record, pixels, labels };
  });
}
