import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord, ImportReport } from '@shared/dataset.ts';
import { labelsFromBytes } from '../hash.ts';
import { MAX_DATASET_BYTES } from '../limits.ts';
import { buildDataset, newDatasetId } from './build.ts';
import { hasDataset } from './read.ts';

/** A data set that comes from elsewhere with its images. */
export interface AdoptDataset {
  libraryDir: string;
  /** As it was where it comes from. */
  record: DatasetRecord;
  /** Its pixels, in pieces. */
  pixels: AsyncIterable<Uint8Array>;
  /** Its labels as they are stored; null without labels. */
  labels: Uint8Array | null;
  report: ImportReport;
  signal: AbortSignal;
}

const notItself = (name: string): ForgerError =>
  new ForgerError('damaged', `The images of "${name}" are not what they are said to be. Get the file again.`);

/** Bytes of a data set's pixels. */
export const pixelBytes = ({ image, count }: Pick<DatasetRecord, 'image' | 'count'>): number =>
  count * image.height * image.width * image.channels;

/** Bytes of its labels as they are stored. */
export const labelFileBytes = ({ labels, count }: Pick<DatasetRecord, 'labels' | 'count'>): number =>
  labels === null ? 0 : 2 * count;

/**
 * Adds such a data set to the library, under its own id where that is free. It appears as a whole, and only when
 * its content has the hash that its record says.
 * @throws {ForgerError} `damaged`, `no-space`, …; the signal's reason when cancelled
 */
export async function adoptDataset(adopted: AdoptDataset): Promise<DatasetRecord> {
  const { libraryDir, record, pixels, labels, report, signal } = adopted;
  const numbers = labels && labelsFromBytes(labels);
  const names = record.labels?.length ?? 0;
  if (pixelBytes(record) > MAX_DATASET_BYTES || numbers?.some((label) => label >= names)) throw notItself(record.name);
  const fill = async (writer: { append(bytes: Uint8Array): Promise<void>; bytes: number }) => {
    for await (const piece of pixels) {
      signal.throwIfAborted();
      await writer.append(piece);
    }
    if (writer.bytes !== pixelBytes(record)) throw notItself(record.name);
    const { name, source, licence, hash, fit, pairs } = record;
    const made = { ...(fit !== undefined && { fit }), ...(pairs && { pairs }) };
    return { name, source, licence, labels: record.labels, numbers, report, hash, ...made };
  };
  const id = (await hasDataset(libraryDir, record.id)) ? newDatasetId() : record.id;
  return (await buildDataset(libraryDir, record.image, fill, id)).record;
}
