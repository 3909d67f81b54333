import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, relative, sep } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { RefusedFile } from '@shared/dataset.ts';
import { sinceOpened } from './since.ts';
import { NO_LABEL, type PictureSource } from './source.ts';
import { filesBelow, walkFolder } from './walk.ts';

interface Chosen {
  /** Absolute, past all links. */
  path: string;
  isFolder: boolean;
}

const inside = (path: string, folder: string): boolean => path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** The deepest folder that all lie in. @throws ForgerError where there is none, as on two drives */
function commonFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0] ?? '');
  while (!paths.every((path) => inside(path, folder))) {
    const above = dirname(folder);
    if (above === folder)
      throw new ForgerError('invalid-request', 'What was chosen lies on several drives. Choose folders of one drive.');
    folder = above;
  }
  return folder;
}

/** The folders' own names; where two have one, each with the folder that it lies in, or a number. */
function distinctNames(folders: readonly string[]): Map<string, string> {
  const counts = new Map<string, number>();
  const count = (name: string): number => {
    const met = (counts.get(name) ?? 0) + 1;
    counts.set(name, met);
    return met;
  };
  const own = (folder: string): string => basename(folder).normalize('NFC');
  for (const folder of folders) count(own(folder));
  const clashing = new Set([...counts].filter(([, times]) => times > 1).map(([name]) => name));
  return new Map(
    folders.map((folder) => {
      if (!clashing.has(own(folder))) return [folder, own(folder)];
      const name = `${own(folder)} (${own(dirname(folder))})`;
      const times = count(name);
      return [folder, times === 1 ? name : `${name} ${times}`];
    }),
  );
}

async function chosenAt(paths: readonly string[]): Promise<Chosen[]> {
  const real = await Promise.all(paths.map((path) => realpath(path)));
  // What lies in another folder that was chosen comes with it.
  const outermost = [...new Set(real)].filter((path) => !real.some((other) => inside(path, other))).sort();
  return Promise.all(outermost.map(async (path) => ({ path, isFolder: (await stat(path)).isDirectory() })));
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );

const belowOf = (root: string, path: string): string => relative(root, path).split(sep).join('/');

const SINGLE = 'single pictures';

function severalWords(folders: number, singles: boolean): string {
  if (folders === 0) return SINGLE;
  return `${folders === 1 ? 'a folder' : `${folders} folders`}${singles ? ` and ${SINGLE}` : ''}`;
}

/** Whether a data set tells of itself that it was made of several: older ones say so nowhere else. @param words how a data set says where it came from */
export const toldAsSeveral = (words: string): boolean =>
  words.endsWith(SINGLE) || /\b(a folder|\d+ folders)$/.test(words);

/** The files of what was chosen that are there now, below the root. */
async function filesOf(chosen: readonly Chosen[], root: string, signal: AbortSignal): Promise<string[]> {
  const files: string[] = [];
  for (const { path, isFolder } of chosen) {
    const below = belowOf(root, path);
    if (isFolder) for (const file of await filesBelow(path, signal)) files.push(`${below}/${file}`);
    else if (await isFile(path)) files.push(below);
  }
  return files;
}

/**
 * Several folders and single pictures as one source. Folders that do not lie side by side are labels by their names.
 * @throws {ForgerError} where they share no folder, cannot be read, or hold too much
 */
export async function severalSource(paths: readonly string[], signal: AbortSignal): Promise<PictureSource> {
  const chosen = await chosenAt(paths);
  const root = commonFolder(chosen.map(({ path }) => path));
  const folders = chosen.filter(({ isFolder }) => isFolder).map(({ path }) => path);
  const names = distinctNames(folders);
  const given = await Promise.all(paths.map((path) => realpath(path)));
  const inOrder = [...new Set(given)].filter((path) => folders.includes(path));
  const files: string[] = [];
  const refused: RefusedFile[] = [];
  const places = new Map<string, string>();
  const labels = new Map<string, string>();
  for (const { path, isFolder } of chosen) {
    const below = belowOf(root, path);
    const take = (file: string): void => {
      files.push(file);
      labels.set(file, names.get(path) ?? NO_LABEL);
    };
    if (!isFolder) take(below);
    else {
      const found = await walkFolder(path, signal);
      for (const file of found.files) take(`${below}/${file}`);
      for (const [file, place] of found.places) places.set(`${below}/${file}`, place);
      refused.push(...found.refused.map((one) => ({ ...one, path: `${below}/${one.path}` })));
    }
  }
  // Side by side, they and the folders in them are what one folder's would be.
  const sideBySide = chosen.every(({ path }) => dirname(path) === root);
  return {
    ...{ root, part: true, folders: inOrder.map((path) => belowOf(root, path)), files, places, refused },
    labels: sideBySide || folders.length < 2 ? null : labels,
    words: severalWords(folders.length, folders.length < chosen.length),
    since: async (later) => sinceOpened(files, await filesOf(chosen, root, later)),
    close: async () => undefined,
  };
}
