import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { datasetRecordSchema } from '@shared/dataset.ts';
import { parseJsonText } from '@shared/json.ts';
import { DATASET_FILES } from '@shared/library-names.ts';
import type { RunRecord } from '@shared/run.ts';
import type { Library } from '../store/index.ts';
import { systemCode } from '../store/files/index.ts';

/** Data sets whose record may lie outside the library, because they come with Forger. */
const KNOWN: Partial<Record<string, string>> = {
  'fashion-mnist': 'Fashion-MNIST is © 2017 Zalando SE, under the MIT licence.',
};

async function ownRecord(library: Library, id: string): Promise<string | null> {
  try {
    return await readFile(join(library.datasetDir(id), DATASET_FILES.record), 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null; // Bundled, or deleted since.
    throw error;
  }
}

/** One sentence on what may be done with what was learned from these images. */
export async function dataLicence(library: Library, { dataset }: RunRecord): Promise<string> {
  const unknown = `The licence of the images in "${dataset.name}" is not known to Forger: make sure you may publish what was learned from them.`;
  const text = await ownRecord(library, dataset.id);
  if (text === null) return KNOWN[dataset.id] ?? unknown;
  const record = datasetRecordSchema.safeParse(parseJsonText(text));
  if (!record.success || record.data.licence === null) return unknown;
  return `The licence of the images in "${record.data.name}": ${record.data.licence}.`;
}
