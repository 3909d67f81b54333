import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import { LIBRARY_FOLDERS } from '@shared/library-names.ts';
import { idSchema } from '@shared/run.ts';

export const datasetsDir = (libraryDir: string): string => join(libraryDir, LIBRARY_FOLDERS.datasets);

/**
 * The folder of a data set. Only what is shaped like an id of ours becomes part of a path.
 * @throws ForgerError `not-found` for anything else.
 */
export function datasetDir(libraryDir: string, id: string): string {
  if (!idSchema.safeParse(id).success) throw noSuchDataset();
  return join(datasetsDir(libraryDir), id);
}

export const noSuchDataset = (): ForgerError =>
  new ForgerError('not-found', 'There is no such data set in the library. Choose one from the list.');
