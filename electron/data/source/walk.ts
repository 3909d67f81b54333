import { readdir, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { RefusedFile } from '@shared/dataset.ts';
import { systemCode } from '../../store/files/index.ts';
import { LINK, linkToFolder } from '../decoder/refused.ts';
import { MAX_IMPORT_ENTRIES } from '../limits.ts';

export interface FoundFiles {
  /** Relative to the folder, with `/`, in an order that depends on the names alone. */
  files: string[];
  /** Links, pipes and folders that may not be read. */
  refused: RefusedFile[];
}

/** What systems leave in folders, without anyone having put it there. */
const LITTER = new Set(['thumbs.db', 'desktop.ini', '__macosx', '$recycle.bin', 'system volume information']);
/** Two points begin no hidden file's name, but one that would lead elsewhere on another system. */
const isHidden = (name: string): boolean => name.startsWith('.') && !name.startsWith('..');
const isLitter = (name: string): boolean => isHidden(name) || LITTER.has(name.toLowerCase());

async function readFolder(path: string): Promise<Dirent[] | string> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    // By code units: the same on every machine, whatever its language.
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EACCES' || code === 'EPERM') return 'a folder that may not be read';
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'not there any more';
    if (code === 'ENAMETOOLONG') return 'its path is too long';
    throw error;
  }
}

/** Why a link is refused; of one to a folder, with the number of files that lie right in it. */
async function linkReason(path: string): Promise<string> {
  const target = await stat(path).catch(() => null);
  if (!target?.isDirectory()) return LINK;
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return linkToFolder(entries.filter((entry) => entry.isFile() && !isLitter(entry.name)).length);
}

/**
 * Lists every file below a folder. Hidden files are skipped; links are refused rather than followed,
 * because they can lead out of the folder or round in a circle.
 * @throws ForgerError when the folder itself cannot be read, or holds more than anyone means to import.
 */
export async function walkFolder(root: string, signal: AbortSignal): Promise<FoundFiles> {
  const files: string[] = [];
  const refused: RefusedFile[] = [];
  const open: string[] = [''];
  let met = 0;
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    signal.throwIfAborted();
    const entries = await readFolder(join(root, folder));
    if (typeof entries === 'string') {
      if (folder === '')
        throw new ForgerError('no-access', `${root} is ${entries}. Check the permissions, or choose another folder.`);
      refused.push({ path: folder, reason: entries });
      continue;
    }
    met += entries.length;
    if (met > MAX_IMPORT_ENTRIES) {
      throw new ForgerError(
        'invalid-request',
        `This folder holds more than ${MAX_IMPORT_ENTRIES.toLocaleString('en')} files. Choose one that holds your images alone.`,
      );
    }
    const below: string[] = [];
    for (const entry of entries) {
      if (isLitter(entry.name)) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) below.push(path);
      else if (entry.isFile()) files.push(path);
      else refused.push({ path, reason: entry.isSymbolicLink() ? await linkReason(join(root, path)) : 'not a file' });
    }
    open.push(...below.reverse());
  }
  return { files, refused };
}
