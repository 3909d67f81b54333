import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import { datasetRecordSchema, type DatasetRecord } from '@shared/dataset.ts';
import { DATASET_FILES } from '@shared/library-names.ts';
import type { RunRecord } from '@shared/run.ts';
import type { Library } from '../store/index.ts';
import { systemCode } from '../store/files/index.ts';
import { readJson } from '../store/json-file.ts';

/** Data sets whose record may lie outside the library, because they come with Forger. */
const KNOWN: Partial<Record<string, string>> = {
  'fashion-mnist': 'Fashion-MNIST is © 2017 Zalando SE, under the MIT licence.',
  emoji: 'Noto Emoji is © Google, under the Apache License 2.0; its flags are in the public domain.',
};

/** What the library says of a data set; null where it does not know it, `damaged` where that cannot be read. */
async function ownRecord(library: Library, id: string): Promise<DatasetRecord | 'damaged' | null> {
  try {
    return await readJson(join(library.datasetDir(id), DATASET_FILES.record), { schema: datasetRecordSchema });
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null; // Bundled, or deleted since.
    // Only the licence is asked for: whoever trains on these images is told that they are damaged.
    if (error instanceof ForgerError && error.code === 'damaged') return 'damaged';
    throw error;
  }
}

/** One sentence on what may be done with what was learned from these images. */
export async function dataLicence(library: Library, { dataset }: RunRecord): Promise<string> {
  const unknown = `The licence of the images in "${dataset.name}" is not known to Forger: make sure you may publish what was learned from them.`;
  const record = await ownRecord(library, dataset.id);
  if (record === null) return KNOWN[dataset.id] ?? unknown;
  if (record === 'damaged' || record.licence === null) return unknown;
  return `The licence of the images in "${record.name}": ${record.licence}.`;
}
