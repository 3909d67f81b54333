import { pageImages, type DatasetPage } from '@shared/dataset-page.ts';
import type { DatasetPixels, DatasetRecord } from '@shared/dataset.ts';
import { explained, openFile } from '../../store/files/index.ts';
import { pixelRowsOf } from './pixel-rows.ts';
import { fill, imageBytes, readLabels, readRecord } from './read.ts';

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
    const lie = await pixelRowsOf(libraryDir, record);
    const size = lie.rowBytes;
    const out = new Uint8Array(chosen.indices.length * size);
    const file = await openFile(lie.path);
    try {
      for (const [place, index] of chosen.indices.entries()) {
        const room = out.subarray(place * size, (place + 1) * size);
        await fill(record, file, { room, from: (lie.rows?.[index] ?? index) * size });
      }
    } finally {
      await file.close();
    }
    return pageOf(chosen, labels, out);
  });
}
