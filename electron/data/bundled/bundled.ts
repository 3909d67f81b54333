import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetPixels, DatasetRecord } from '@shared/dataset.ts';
import { readWhole } from '../../store/files/index.ts';

/** A file of a data set that ships, told by its content. */
export interface PinnedFile {
  name: string;
  sha256: string;
  /** Of what is in it, unpacked. */
  dataBytes: number;
}

/** A data set that ships with Forger, in a folder of its id. */
export interface BundledDataset {
  record: DatasetRecord;
  files: readonly PinnedFile[];
  /** Texts that lie beside its images, the first of them that of the pictures. */
  licences: readonly { file: string; title: string; facts: string }[];
  /** @param read gives the bytes of a file, verified */
  open(read: (file: PinnedFile) => Promise<Uint8Array>): Promise<Omit<DatasetPixels, 'record'>>;
}

/**
 * @param bundledDir the folder of all that ship: resources/datasets.
 * @throws ForgerError `damaged` when a file is not the one that ships.
 */
export async function openBundled(bundledDir: string, { record, open }: BundledDataset): Promise<DatasetPixels> {
  const images = await open(async (file) => {
    // Nothing that ships is larger packed than twice what is in it.
    const bytes = await readWhole(join(bundledDir, record.id, file.name), 2 * file.dataBytes);
    if (createHash('sha256').update(bytes).digest('hex') === file.sha256) return bytes;
    throw new ForgerError(
      'damaged',
      `Forger's own copy of ${record.name} is damaged (${file.name}): install Forger again.`,
    );
  });
  return { record, ...images };
}

/** Whether the files are there at all; they are verified when opened. */
export async function hasBundled(bundledDir: string, { record, files }: BundledDataset): Promise<boolean> {
  try {
    await Promise.all(files.map((file) => access(join(bundledDir, record.id, file.name))));
    return true;
  } catch {
    return false;
  }
}

export const bundledMissing = ({ record }: BundledDataset): ForgerError =>
  new ForgerError('not-found', `Forger's own copy of ${record.name} is missing: install Forger again.`);
