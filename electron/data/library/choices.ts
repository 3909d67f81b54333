import { join } from 'node:path';
import { importOptionsSchema, type ImportOptions } from '@shared/dataset.ts';
import { DATASET_FILES } from '@shared/library-names.ts';
import { systemCode } from '../../store/files/index.ts';
import { datasetDir } from './folder.ts';
import { readJson } from './read-json.ts';

/**
 * What was chosen as a data set of the library was imported.
 * @returns null where that was not kept: of all that are no imports of pictures, and by older versions
 * @throws {ForgerError} `damaged`
 */
export async function readChoices(libraryDir: string, id: string): Promise<ImportOptions | null> {
  try {
    return await readJson(
      join(datasetDir(libraryDir, id), DATASET_FILES.choices),
      importOptionsSchema,
      'Training does not need it; to import these pictures so again, import the folder anew.',
    );
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}
