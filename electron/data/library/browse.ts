import { join } from 'node:path';
import { pageImages, type DatasetPage } from '@shared/dataset-page.ts';
import type { DatasetPixels, DatasetRecord } from '@shared/dataset.ts';
import { DATASET_FILES } from '@shared/library-names.ts';
import { explained, openFile } from '../../store/files/index.ts';
import { MAX_DATASET_BYTES } from '../limits.ts';
import { datasetDir } from './folder.ts';
import { imageBytes, pixelBytes, readLabels, readRecord, requireLength, wrongLength } from './read.ts';

/** Which images: of one label, or of all; a page of {@link pageImages} each. */
export interface PageQuery {
  label: number | null;
  page: number;
}

/** Numbers of the images on a page, and how many there are on all. */
function select(
  { count, image }: DatasetRecord,
  labels: Uint16Array | null,
  { label, page }: PageQuery,
): { total: number; indices: number[] } {
  const size = pageImages(image);
  const from = page * size;
  if (label === null) {
    const length = Math.max(0, Math.min(size, count - from));
    return { total: count, indices: Array.from({ length }, (_, at) => from + at) };
  }
  const indices: number[] = [];
  let total = 0;
  for (const [index, own] of labels?.entries() ?? []) {
    if (own !== label) continue;
    if (total >= from && indices.length < size) indices.push(index);
    total += 1;
  }
  return { total, indices };
}

const pageOf = (
  { total, indices }: { total: number; indices: number[] },
  labels: Uint16Array | null,
  pixels: Uint8Array,
): DatasetPage => ({ total, indices, labels: labels && indices.map((index) => labels[index] ?? 0), pixels });

/** A page of a data set that is in memory. */
export function heldPage({ record, pixels, labels }: DatasetPixels, query: PageQuery): DatasetPage {
  const chosen = select(record, labels, query);
  const size = imageBytes(record);
  const out = new Uint8Array(chosen.indices.length * size);
  for (const [place, index] of chosen.indices.entries())
    out.set(pixels.subarray(index * size, (index + 1) * size), place * size);
  return pageOf(chosen, labels, out);
}

/** A page of a data set of the library, read from the disk. @throws {ForgerError} `not-found`, `damaged`, … */
export async function readPage(libraryDir: string, id: string, query: PageQuery): Promise<DatasetPage> {
  return explained(async () => {
    const record = await readRecord(libraryDir, id);
    const labels = await readLabels(libraryDir, record);
    const chosen = select(record, labels, query);
    const size = imageBytes(record);
    const out = new Uint8Array(chosen.indices.length * size);
    const file = await openFile(join(datasetDir(libraryDir, id), DATASET_FILES.pixels));
    try {
      await requireLength(record, file, pixelBytes(record, MAX_DATASET_BYTES));
      for (const [place, index] of chosen.indices.entries())
        for (let done = 0; done < size;) {
          const { bytesRead } = await file.read(out, place * size + done, size - done, index * size + done);
          if (bytesRead === 0) throw wrongLength(record);
          done += bytesRead;
        }
    } finally {
      await file.close();
    }
    return pageOf(chosen, labels, out);
  });
}
