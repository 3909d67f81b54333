import { access, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import { datasetRecordSchema, type DatasetPixels, type DatasetRecord, type ImportReport } from '@shared/dataset.ts';
import { explained, systemCode } from '../../store/files/index.ts';
import { DatasetHash, hashTail, labelsFromBytes } from '../hash.ts';
import { MAX_DATASET_BYTES, MAX_HELD_BYTES } from '../limits.ts';
import { hashFile } from '../reading/hash-file.ts';
import { RowReader } from '../reading/row-reader.ts';
import { drawThumbnail, thumbnailIndices } from '../thumbnail.ts';
import { DATASET_FILES, datasetDir, noSuchDataset } from './folder.ts';
import { readJson } from './read-json.ts';
import { importReportSchema } from './report.ts';

const CHUNK_BYTES = 1 << 22;

/** A data set ready to train on, in memory or on the disk. */
export interface OpenedDataset extends Omit<DatasetPixels, 'pixels'> {
  pixels: Uint8Array | RowReader;
  /** Resolves when all was held against its hash. @throws {ForgerError} `damaged` where it does not match */
  verified: Promise<void>;
  close(): Promise<void>;
}

const damaged = (record: DatasetRecord, what: string): ForgerError =>
  new ForgerError('damaged', `The data set "${record.name}" is damaged: ${what}. Delete it and import it again.`);

/** Reads a file that must be exactly as long as promised, telling of each piece as it comes. */
async function readBytes(
  record: DatasetRecord,
  path: string,
  length: number,
  onChunk: (chunk: Uint8Array) => void = () => undefined,
): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    await requireLength(record, file, length);
    const bytes = new Uint8Array(length);
    for (let offset = 0; offset < length;) {
      const { bytesRead } = await file.read(bytes, offset, Math.min(CHUNK_BYTES, length - offset), offset);
      if (bytesRead === 0) throw wrongLength(record);
      onChunk(bytes.subarray(offset, offset + bytesRead));
      offset += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

const wrongLength = (record: DatasetRecord): ForgerError => damaged(record, 'a file has the wrong length');

async function requireLength(record: DatasetRecord, file: FileHandle, length: number): Promise<void> {
  if ((await file.stat()).size !== length) throw wrongLength(record);
}

const imageBytes = ({ image }: DatasetRecord): number => image.height * image.width * image.channels;

/** @throws ForgerError `not-found`, `damaged` */
export async function readRecord(libraryDir: string, id: string): Promise<DatasetRecord> {
  const folder = datasetDir(libraryDir, id);
  try {
    const record = await readJson(join(folder, DATASET_FILES.record), datasetRecordSchema);
    if (record.id !== id) throw damaged(record, 'it lies in the folder of another');
    return record;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') throw noSuchDataset();
    throw error;
  }
}

async function readLabels(libraryDir: string, record: DatasetRecord): Promise<Uint16Array | null> {
  if (!record.labels) return null;
  const names = record.labels.length;
  const path = join(datasetDir(libraryDir, record.id), DATASET_FILES.labels);
  const labels = labelsFromBytes(await readBytes(record, path, record.count * 2));
  if (labels.some((label) => label >= names)) throw damaged(record, 'a label has no name');
  return labels;
}

const wrongHash = (record: DatasetRecord): ForgerError => damaged(record, 'its hash does not match');

/** @throws ForgerError `damaged` where no data set can be so large */
function pixelBytes(record: DatasetRecord, limit: number): number {
  const bytes = record.count * imageBytes(record);
  if (bytes > limit) throw damaged(record, 'it is larger than any data set Forger makes');
  return bytes;
}

/**
 * Reads a whole data set into memory and holds it against its hash.
 * @throws ForgerError `not-found`, `damaged`, …
 */
export async function readDataset(libraryDir: string, id: string): Promise<DatasetPixels> {
  return explained(async () => {
    const record = await readRecord(libraryDir, id);
    const { image, count } = record;
    const hash = new DatasetHash();
    const path = join(datasetDir(libraryDir, id), DATASET_FILES.pixels);
    const pixels = await readBytes(record, path, pixelBytes(record, MAX_HELD_BYTES), (chunk) => hash.addPixels(chunk));
    const labels = await readLabels(libraryDir, record);
    if (hash.finish(image, count, labels, record.labels) !== record.hash) throw wrongHash(record);
    return { record, pixels, labels };
  });
}

/**
 * Opens a data set whose pixels stay on the disk. Their hash is worked out meanwhile, in the background.
 * @throws ForgerError `not-found`, `damaged`, …
 */
export async function openOnDisk(libraryDir: string, id: string): Promise<OpenedDataset> {
  return explained(async () => {
    const record = await readRecord(libraryDir, id);
    const path = join(datasetDir(libraryDir, id), DATASET_FILES.pixels);
    const length = pixelBytes(record, MAX_DATASET_BYTES);
    await withLength(record, path, length);
    const labels = await readLabels(libraryDir, record);
    const pixels = new RowReader({
      path,
      rowBytes: imageBytes(record),
      cutOff: () => damaged(record, 'its pixels were cut off'),
    });
    const closing = new AbortController();
    const tail = hashTail(record.image, record.count, labels, record.labels);
    const verified = explained(async () => {
      if ((await hashFile(path, tail, closing.signal)) !== record.hash) throw wrongHash(record);
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

async function withLength(record: DatasetRecord, path: string, length: number): Promise<void> {
  const file = await open(path, 'r');
  try {
    await requireLength(record, file, length);
  } finally {
    await file.close();
  }
}

/** The strip of images that stands for a data set, drawn from its pixels alone. */
export async function drawThumbnailOf(libraryDir: string, id: string): Promise<Uint8Array> {
  return explained(async () => {
    const record = await readRecord(libraryDir, id);
    const path = join(datasetDir(libraryDir, id), DATASET_FILES.pixels);
    const rowBytes = imageBytes(record);
    const reader = new RowReader({ path, rowBytes, cutOff: () => wrongLength(record) });
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

export async function hasDataset(libraryDir: string, id: string): Promise<boolean> {
  try {
    await access(join(datasetDir(libraryDir, id), DATASET_FILES.record));
    return true;
  } catch {
    return false;
  }
}

/** The report of the import that made a data set; null where it has none. */
export async function readReport(libraryDir: string, id: string): Promise<ImportReport | null> {
  return explained(async () => {
    try {
      return await readJson(join(datasetDir(libraryDir, id), DATASET_FILES.report), importReportSchema);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null;
      throw error;
    }
  });
}
