import { posix } from 'node:path';
import { displayText } from '@shared/display.ts';

/** Images that lie beside the labelled folders. */
export const NO_FOLDER = '(no folder)';

/** The folder of a file, relative as its path is; '' for the imported folder itself. */
export function folderOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === '.' ? '' : folder;
}

export interface Labelling {
  /** Names in order; null when all images lie in one folder. */
  names: string[] | null;
  /** Label number of each folder given. */
  numberOf: readonly number[];
}

function sharedDepth(folders: readonly (readonly string[])[]): number {
  const [first = []] = folders;
  let depth = 0;
  while (depth < first.length && folders.every((parts) => parts[depth] === first[depth])) depth += 1;
  return depth;
}

/**
 * Labels from folders. A label is an image's folder, told from the deepest folder that holds all images,
 * so that wrapping folders (`download/photos/…`) do not count: `cat`, `dog`, or `train/cat`, `train/dog`,
 * `test/cat`. Images in one folder have no labels.
 * @param folders the folders that hold imported images, relative, with `/`; each once; '' is the imported folder itself.
 */
export function labelFolders(folders: readonly string[]): Labelling {
  const parts = folders.map((folder) => (folder === '' ? [] : folder.split('/')));
  const depth = sharedDepth(parts);
  const labels = parts.map((folder) => displayText(folder.slice(depth).join('/')) || NO_FOLDER);
  const names = [...new Set(labels)].sort();
  if (names.length < 2) return { names: null, numberOf: folders.map(() => 0) };
  const numbers = new Map(names.map((name, number) => [name, number]));
  return { names, numberOf: labels.map((label) => numbers.get(label) ?? 0) };
}
