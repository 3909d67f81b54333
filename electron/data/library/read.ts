import { access, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import { datasetRecordSchema, type DatasetPixels, type DatasetRecord, type ImportReport } from '@shared/dataset.ts';
import { explained, systemCode } from '../../store/files/index.ts';
import { DatasetHash, labelsFromBytes } from '../hash.ts';
import { MAX_DATASET_BYTES } from '../limits.ts';
import { DATASET_FILES, datasetDir, noSuchDataset } from './folder.ts';
import { readJson } from './read-json.ts';
import { importReportSchema } from './report.ts';

const CHUNK_BYTES = 1 << 22;

const damaged = (record: DatasetRecord, what: string): ForgerError =>
  new ForgerError('damaged', `The data set "${record.name}" is damaged: ${what}. Delete it and import it again.`);

/** Reads a file that must be exactly as long as `bytes`, telling of each piece as it comes. */
async function fill(file: FileHandle, bytes: Uint8Array, onChunk: (chunk: Uint8Array) => void): Promise<boolean> {
  if ((await file.stat()).size !== bytes.length) return false;
  for (let offset = 0; offset < bytes.length;) {
    const { bytesRead } = await file.read(bytes, offset, Math.min(CHUNK_BYTES, bytes.length - offset), offset);
    if (bytesRead === 0) return false;
    onChunk(bytes.subarray(offset, offset + bytesRead));
    offset += bytesRead;
  }
  return true;
}

async function readBytes(
  record: DatasetRecord,
  path: string,
  length: number,
  onChunk: (chunk: Uint8Array) => void = () => undefined,
): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const bytes = new Uint8Array(length);
    if (!(await fill(file, bytes, onChunk))) throw damaged(record, 'a file has the wrong length');
    return bytes;
  } finally {
    await file.close();
  }
}

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

/**
 * Reads a whole data set into memory and holds it against its hash.
 * @throws ForgerError `not-found`, `damaged`, …
 */
export async function readDataset(libraryDir: string, id: string): Promise<DatasetPixels> {
  return explained(async () => {
    const record = await readRecord(libraryDir, id);
    const folder = datasetDir(libraryDir, id);
    const { image, count } = record;
    const length = count * image.height * image.width * image.channels;
    if (length > MAX_DATASET_BYTES) throw damaged(record, 'it is larger than any data set Forger makes');
    const hash = new DatasetHash();
    const pixels = await readBytes(record, join(folder, DATASET_FILES.pixels), length, (chunk) =>
      hash.addPixels(chunk),
    );
    const labels = record.labels
      ? labelsFromBytes(await readBytes(record, join(folder, DATASET_FILES.labels), count * 2))
      : null;
    if (labels?.some((label) => label >= (record.labels?.length ?? 0))) throw damaged(record, 'a label has no name');
    if (hash.finish(image, count, labels, record.labels) !== record.hash)
      throw damaged(record, 'its hash does not match');
    return { record, pixels, labels };
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
