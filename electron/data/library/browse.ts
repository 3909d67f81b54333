import { pageImages, type DatasetPage } from '@shared/dataset-page.ts';
import type { DatasetPixels, DatasetRecord } from '@shared/dataset.ts';
import { explained, openFile } from '../../store/files/index.ts';
import { pixelRowsOf } from './pixel-rows.ts';
import { fill, imageBytes, readLabels, readRecord } from './read.ts';

/** Which images, and in which order. */
export interface Chosen {
  /** Those of one label, or of all. */
  label: number | null;
  /** Numbers of images, all of them or some; null or left out: as they lie. */
  order?: Uint32Array | null;
}

/** A page of {@link pageImages} of them. */
export interface PageQuery extends Chosen {
  page: number;
}

/** Numbers of images by their place. */
interface Numbers {
  length: number;
  at(place: number): number;
}

const numbersOf = (numbers: Uint32Array): Numbers => ({
  length: numbers.length,
  at: (place) => numbers[place] ?? 0,
});

/** Numbers of the images that are let through, in their order. */
export function chosenImages(
  { count }: Pick<DatasetRecord, 'count'>,
  labels: Uint16Array | null,
  { label, order = null }: Chosen,
): Numbers {
  if (label === null) return order ? numbersOf(order) : { length: count, at: (place) => place };
  const own = new Uint32Array(count);
  let length = 0;
  const take = (index: number): void => {
    if (labels?.[index] !== label) return;
    own[length] = index;
    length += 1;
  };
  if (order) for (const index of order) take(index);
  else for (let index = 0; index < count; index += 1) take(index);
  return numbersOf(own.subarray(0, length));
}

function select(
  record: DatasetRecord,
  labels: Uint16Array | null,
  { page, ...chosen }: PageQuery,
): { total: number; indices: number[] } {
  const all = chosenImages(record, labels, chosen);
  const size = pageImages(record.image);
  const from = page * size;
  const length = Math.max(0, Math.min(size, all.length - from));
  return { total: all.length, indices: Array.from({ length }, (_, at) => all.at(from + at)) };
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
