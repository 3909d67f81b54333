import { readdir, realpath, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { join, sep } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { RefusedFile } from '@shared/dataset.ts';
import { systemCode } from '../../store/files/index.ts';
import { INVALID_NAME, isInvalidName } from '../invalid-name.ts';
import { MAX_IMPORT_ENTRIES } from '../limits.ts';

export interface FoundFiles {
  /** Relative to the folder, with `/`, in an order that depends on the names alone. */
  files: string[];
  /** Where files lie that are links to others in the folder: absolute paths, past all links. */
  places: Map<string, string>;
  /** Links out of the folder, pipes and folders that may not be read. */
  refused: RefusedFile[];
}

/** A folder to be read. */
interface Folder {
  /** Relative to the root, as the links that were followed to it call it. */
  path: string;
  /** Past all links. */
  real: string;
  /** The real folders in which links on the way to it lie: one around any of them would lead in a circle. */
  via: readonly string[];
}

/** What systems leave in folders, without anyone having put it there. */
const LITTER = new Set(['thumbs.db', 'desktop.ini', '__macosx', '$recycle.bin', 'system volume information']);
/** Two points begin no hidden file's name, but one that would lead elsewhere on another system. */
const isHidden = (name: string): boolean => name.startsWith('.') && !name.startsWith('..');
export const isLitter = (name: string): boolean => isHidden(name) || LITTER.has(name.toLowerCase());

const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);

async function readFolder(path: string): Promise<Dirent[] | string> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    // By code units: the same on every machine, whatever its language.
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EACCES' || code === 'EPERM') return 'a folder that may not be read';
    if (code === 'ENOENT' || code === 'ENOTDIR') return isInvalidName(path) ? INVALID_NAME : 'not there any more';
    if (code === 'ENAMETOOLONG') return 'its path is too long';
    throw error;
  }
}

const NOT_FOLLOWED = 'links out of the folder are not followed';

/** Why a link out of the folder is refused; of one to a folder with how many files lie right in it, so that nobody misses a label untold. */
async function outsideReason(target: string, isFolder: boolean): Promise<string> {
  if (!isFolder) return `a link; ${NOT_FOLLOWED}`;
  const entries = await readdir(target, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && !isLitter(entry.name)).length;
  return `a link to a folder of ${files.toLocaleString('en')} ${files === 1 ? 'file' : 'files'}; ${NOT_FOLLOWED}: put the folder itself here`;
}

/** What a link leads to: a file or a folder in the root, or why it is not followed. */
async function follow(
  root: string,
  { real, via }: Folder,
  name: string,
): Promise<{ file: string } | { folder: string } | { reason: string }> {
  try {
    const target = await realpath(join(real, name));
    const stats = await stat(target);
    if (!isInside(target, root)) return { reason: await outsideReason(target, stats.isDirectory()) };
    if (stats.isFile()) return { file: target };
    if (!stats.isDirectory()) return { reason: 'not a file' };
    return [real, ...via].some((passed) => isInside(passed, target))
      ? { reason: 'a link to a folder around it, which would never end' }
      : { folder: target };
  } catch (error) {
    if (systemCode(error) === 'ELOOP') return { reason: 'a link that leads in a circle' };
    return { reason: 'a link that leads nowhere, or where Forger may not look' };
  }
}

/**
 * Lists every file below a folder. Hidden files are skipped. Links are followed where they stay in the folder and lead in
 * no circle, else refused.
 * @throws ForgerError when the folder itself cannot be read, or holds more than anyone means to import.
 */
export async function walkFolder(folder: string, signal: AbortSignal): Promise<FoundFiles> {
  const root = await realpath(folder).catch(() => folder);
  const found: FoundFiles = { files: [], places: new Map(), refused: [] };
  const open: Folder[] = [{ path: '', real: root, via: [] }];
  let met = 0;
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    signal.throwIfAborted();
    const entries = await readFolder(here.real);
    if (typeof entries === 'string') {
      if (here.path === '')
        throw new ForgerError('no-access', `${root} is ${entries}. Check the permissions, or choose another folder.`);
      found.refused.push({ path: here.path, reason: entries });
      continue;
    }
    met += entries.length;
    if (met > MAX_IMPORT_ENTRIES) {
      throw new ForgerError(
        'invalid-request',
        `This folder holds more than ${MAX_IMPORT_ENTRIES.toLocaleString('en')} files. Choose one that holds your images alone.`,
      );
    }
    const below = entries.filter(({ name }) => !isLitter(name));
    open.push(...(await takeEntries(root, here, below, found)).reverse());
  }
  return found;
}

/** Every file below a folder that was listed before; none where it is gone or cannot be read any more. */
export async function filesBelow(folder: string, signal: AbortSignal): Promise<string[]> {
  try {
    return (await walkFolder(folder, signal)).files;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ForgerError) return [];
    throw error;
  }
}

/** @returns the folders among them */
async function takeEntries(
  root: string,
  here: Folder,
  entries: readonly Dirent[],
  { files, places, refused }: FoundFiles,
): Promise<Folder[]> {
  const below: Folder[] = [];
  for (const entry of entries) {
    const path = here.path === '' ? entry.name : `${here.path}/${entry.name}`;
    if (entry.isDirectory()) below.push({ path, real: join(here.real, entry.name), via: here.via });
    else if (entry.isFile()) files.push(path);
    else if (!entry.isSymbolicLink()) refused.push({ path, reason: 'not a file' });
    else {
      const target = await follow(root, here, entry.name);
      if ('reason' in target) refused.push({ path, reason: target.reason });
      else if ('folder' in target) below.push({ path, real: target.folder, via: [here.real, ...here.via] });
      else {
        files.push(path);
        places.set(path, target.file);
      }
    }
  }
  return below;
}
