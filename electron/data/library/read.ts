import { access, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import { datasetRecordSchema, type DatasetRecord, type ImportReport } from '@shared/dataset.ts';
import { DATASET_FILES } from '@shared/library-names.ts';
import { explained, openFile, systemCode } from '../../store/files/index.ts';
import { labelsFromBytes } from '../hash.ts';
import { MAX_DATASET_BYTES } from '../limits.ts';
import { datasetDir, noSuchDataset } from './folder.ts';
import { readJson } from './read-json.ts';
import { importReportSchema } from './report.ts';

const CHUNK_BYTES = 1 << 22;

export const damaged = (record: DatasetRecord, what: string): ForgerError =>
  new ForgerError('damaged', `The data set "${record.name}" is damaged: ${what}. Delete it and import it again.`);

/** Reads a file that must be exactly as long as promised. */
export async function readBytes(record: DatasetRecord, path: string, length: number): Promise<Uint8Array> {
  const file = await openFile(path);
  try {
    await requireLength(record, file, length);
    const bytes = new Uint8Array(length);
    await fill(record, file, { room: bytes, from: 0 });
    return bytes;
  } finally {
    await file.close();
  }
}

/**
 * Reads as many bytes as there is room for, from a place in a file, telling of each piece as it comes.
 * @throws {ForgerError} `damaged` where it ends before
 */
export async function fill(
  record: DatasetRecord,
  file: FileHandle,
  { room, from, onChunk }: { room: Uint8Array; from: number; onChunk?(chunk: Uint8Array): void },
): Promise<void> {
  for (let done = 0; done < room.length;) {
    const { bytesRead } = await file.read(room, done, Math.min(CHUNK_BYTES, room.length - done), from + done);
    if (bytesRead === 0) throw wrongLength(record);
    onChunk?.(room.subarray(done, done + bytesRead));
    done += bytesRead;
  }
}

export const wrongLength = (record: DatasetRecord): ForgerError => damaged(record, 'a file has the wrong length');

export async function requireLength(record: DatasetRecord, file: FileHandle, length: number): Promise<void> {
  if ((await file.stat()).size !== length) throw wrongLength(record);
}

export const imageBytes = ({ image }: DatasetRecord): number => image.height * image.width * image.channels;

/** @throws ForgerError `not-found`, `damaged` */
export async function readRecord(libraryDir: string, id: string): Promise<DatasetRecord> {
  const folder = datasetDir(libraryDir, id);
  try {
    const record = await readJson(
      join(folder, DATASET_FILES.record),
      datasetRecordSchema,
      'Delete this data set and import it again.',
    );
    if (record.id !== id) throw damaged(record, 'it lies in the folder of another');
    return record;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') throw noSuchDataset();
    throw error;
  }
}

export async function readLabels(libraryDir: string, record: DatasetRecord): Promise<Uint16Array | null> {
  if (!record.labels) return null;
  const names = record.labels.length;
  const path = join(datasetDir(libraryDir, record.id), DATASET_FILES.labels);
  const labels = labelsFromBytes(await readBytes(record, path, record.count * 2));
  if (labels.some((label) => label >= names)) throw damaged(record, 'a label has no name');
  return labels;
}

export const wrongHash = (record: DatasetRecord): ForgerError => damaged(record, 'its hash does not match');

/** @throws ForgerError `damaged` where no data set can be so large */
export function pixelBytes(record: DatasetRecord, limit: number): number {
  return within(record, record.count * imageBytes(record), limit);
}

/** Of the file that its pixels lie in, which may hold others' too. @throws {ForgerError} as {@link pixelBytes} */
export const fileBytes = (record: DatasetRecord): number =>
  within(record, (record.shares?.images ?? record.count) * imageBytes(record), MAX_DATASET_BYTES);

function within(record: DatasetRecord, bytes: number, limit: number): number {
  if (bytes > limit) throw damaged(record, 'it is larger than any data set Forger makes');
  return bytes;
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
      return await readJson(
        join(datasetDir(libraryDir, id), DATASET_FILES.report),
        importReportSchema,
        'Its images are not: training does not need the report.',
      );
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null;
      throw error;
    }
  });
}
