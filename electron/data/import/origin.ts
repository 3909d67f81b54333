import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { displayText } from '@shared/display.ts';
import { DATASET_FILES } from '@shared/library-names.ts';
import type { ImportOrigin } from '@shared/originals.ts';
import { exists, explained } from '../../store/files/index.ts';
import { readChoices } from '../library/choices.ts';
import { datasetDir } from '../library/folder.ts';
import { FOLDER_UNKNOWN, originalsPlace } from '../library/originals.ts';
import { readRecord } from '../library/read.ts';
import { toldAsSeveral } from '../source/several.ts';
import { importUnknown } from './again.ts';

/** Where a data set of the library can be imported from again, or why it cannot. @throws {ForgerError} `not-found`, `damaged` */
export async function importOrigin(libraryDir: string, id: string): Promise<ImportOrigin> {
  return explained(async () => {
    const record = await readRecord(libraryDir, id);
    const there = (name: string): Promise<boolean> => exists(join(datasetDir(libraryDir, id), name));
    const known = (await there(DATASET_FILES.sources)) && (await there(DATASET_FILES.facts));
    if (!known || !(await readChoices(libraryDir, id))) return { state: 'never', words: importUnknown(record) };
    const place = await originalsPlace(libraryDir, id);
    if (!place) return { state: 'lost', words: FOLDER_UNKNOWN };
    const { folder, part = toldAsSeveral(record.source) } = place;
    if (part)
      return {
        state: 'never',
        words: `"${record.name}" was made of several folders or single pictures, and not of all that lies in one. On the command line, "forger import <them> --again ${id}" takes them again.`,
      };
    const isFolder = await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isFolder) return { state: 'here', folder };
    return { state: 'gone', words: `${displayText(folder)} is not there any more. Choose where the folder lies now.` };
  });
}
