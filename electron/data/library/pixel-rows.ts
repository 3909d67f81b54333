import { join } from 'node:path';
import type { DatasetRecord } from '@shared/dataset.ts';
import { DATASET_FILES } from '@shared/library-names.ts';
import { openFile } from '../../store/files/index.ts';
import { rowsFromBytes } from '../hash.ts';
import { RowReader, type RowFile } from '../reading/row-reader.ts';
import { datasetDir } from './folder.ts';
import { damaged, fileBytes, fill, imageBytes, readBytes, requireLength, wrongLength } from './read.ts';

/** Where the pixels of a data set of the library lie, image by image. */
export interface PixelRows extends RowFile {
  /** Of the whole file, which a version shares with others. */
  fileBytes: number;
}

/** The images of a version in the file that it shares. @throws {ForgerError} `damaged` */
async function ownRows(libraryDir: string, record: DatasetRecord, images: number): Promise<Uint32Array> {
  const path = join(datasetDir(libraryDir, record.id), DATASET_FILES.rows);
  const rows = rowsFromBytes(await readBytes(record, path, record.count * 4));
  if (rows.some((row) => row >= images)) throw damaged(record, 'it names images that are not there');
  return rows;
}

/** @throws {ForgerError} `damaged` where the file is not as long as it must be, … */
export async function pixelRowsOf(libraryDir: string, record: DatasetRecord): Promise<PixelRows> {
  const path = join(datasetDir(libraryDir, record.id), DATASET_FILES.pixels);
  const bytes = fileBytes(record);
  const file = await openFile(path);
  try {
    await requireLength(record, file, bytes);
  } finally {
    await file.close();
  }
  return {
    path,
    rowBytes: imageBytes(record),
    rows: record.shares ? await ownRows(libraryDir, record, record.shares.images) : null,
    fileBytes: bytes,
    cutOff: () => wrongLength(record),
  };
}

/** Bytes that follow each other in a file. */
export interface Span {
  from: number;
  bytes: number;
}

/**
 * Where the images lie, in their order; those that follow each other in the file are one span.
 * @param count of the images
 * @param first the image that they begin with
 */
export function* spansOf(
  { rows, rowBytes }: Pick<PixelRows, 'rows' | 'rowBytes'>,
  count: number,
  first = 0,
): Generator<Span> {
  for (let at = first; at < count;) {
    const row = rows ? (rows[at] ?? 0) : at;
    let length = rows ? 1 : count - at;
    while (rows && at + length < count && rows[at + length] === row + length) length += 1;
    yield { from: row * rowBytes, bytes: length * rowBytes };
    at += length;
  }
}

const CHUNK_BYTES = 1 << 22;

/**
 * The images of a data set of the library in their order, in pieces.
 * @param first the image that they begin with
 * @throws {ForgerError} `damaged`, …
 */
export async function* pixelChunks(libraryDir: string, record: DatasetRecord, first = 0): AsyncGenerator<Uint8Array> {
  const place = await pixelRowsOf(libraryDir, record);
  const file = await openFile(place.path);
  try {
    for (const { from, bytes } of spansOf(place, record.count, first))
      for (let done = 0; done < bytes; done += CHUNK_BYTES) {
        const room = new Uint8Array(Math.min(CHUNK_BYTES, bytes - done));
        await fill(record, file, { room, from: from + done });
        yield room;
      }
  } finally {
    await file.close();
  }
}

/** Some images of a data set of the library, one after the other. @throws {ForgerError} `damaged`, … */
export async function* imagesOf(
  libraryDir: string,
  record: DatasetRecord,
  images: Uint32Array,
): AsyncGenerator<Uint8Array> {
  const reader = new RowReader(await pixelRowsOf(libraryDir, record));
  try {
    for (const image of images) yield reader.read(Uint32Array.of(image));
  } finally {
    await reader.close();
  }
}
