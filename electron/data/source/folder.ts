import { realpath, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import { displayText } from '@shared/display.ts';
import { sinceOpened } from './since.ts';
import type { PictureSource } from './source.ts';
import { labelsFromTable } from './tables/labels.ts';
import { filesBelow, walkFolder } from './walk.ts';

/**
 * Every file below a folder, with the labels of a table where one lies there.
 * @throws {ForgerError} where it is none, cannot be read, or holds too much
 */
export async function folderSource(folder: string, signal: AbortSignal): Promise<PictureSource> {
  const root = await realpath(folder);
  if (!(await stat(root)).isDirectory()) {
    throw new ForgerError('invalid-request', 'This is a file, not a folder. Choose the folder that holds the images.');
  }
  const found = await walkFolder(root, signal);
  const table = await labelsFromTable(root, found.files);
  return {
    ...{ root, labels: null, ...found, ...table, refused: [...found.refused, ...(table?.refused ?? [])] },
    words: `the folder "${displayText(basename(root))}"`,
    since: async (later) => sinceOpened(found.files, await filesBelow(root, later)),
    close: async () => undefined,
  };
}
