import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { ForgerError } from '@shared/contract/errors.ts';
import { freePath } from '../export/free-path.ts';
import { explained, makeFolder, systemCode } from '../store/files/index.ts';

/**
 * A place somebody named, as a whole path.
 * @param what "--out", "the folder": begins the sentence that refuses an empty text, which would be the current folder
 * @throws {ForgerError} invalid-request
 */
export function placeGiven(text: string, what: string): string {
  if (text.trim() === '') throw new ForgerError('invalid-request', `${what} is empty: it must name a place.`);
  return resolve(text);
}

/** What stands at a path; null where nothing does. */
async function kindAt(path: string): Promise<'file' | 'folder' | 'other' | null> {
  return explained(async () => {
    try {
      const stats = await stat(path);
      return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
    } catch (error) {
      if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return null;
      throw error;
    }
  });
}

/** A file that is to be read. @throws {ForgerError} not-found, or invalid-request where it is none */
export async function fileGiven(text: string, what: string): Promise<string> {
  const path = placeGiven(text, what);
  const kind = await kindAt(path);
  if (kind === 'file') return path;
  if (kind === null) throw new ForgerError('not-found', `There is no file at ${path}.`);
  throw new ForgerError('invalid-request', `${path} is ${kind === 'folder' ? 'a folder' : 'no file'}. Give a file.`);
}

/**
 * A file or folder that is to be read.
 * @param help what could be given instead, where nothing is there
 * @throws {ForgerError} invalid-request, not-found
 */
export async function thereGiven(text: string, what: string, help: string): Promise<string> {
  const path = placeGiven(text, what);
  if ((await kindAt(path)) !== null) return path;
  throw new ForgerError('not-found', `There is nothing at ${path}. ${help}`);
}

/** The file that a path leads into, as if it were a folder; null where it leads into none. */
export async function fileOnTheWay(path: string): Promise<string | null> {
  for (let above = dirname(path); above !== dirname(above); above = dirname(above)) {
    const kind = await kindAt(above);
    if (kind !== null) return kind === 'folder' ? null : above;
  }
  return null;
}

/** What `--out` may ask for. */
export interface OutputOptions {
  out?: string;
  force?: boolean;
}

/** @param what "the PNG" @param fallback "<run>-step-<step>.png here" */
export const addOutput = (command: Command, what: string, fallback: string): Command =>
  command
    .option('--out <file>', `where ${what} goes (default: ${fallback})`)
    .option('--force', 'replace a file that is there');

/**
 * The file that a command will write; its folder is made where it is missing. Nothing that is there is replaced unless
 * that is asked for.
 * @param name what it is called where nothing is asked for, without its ending; with a number where that is taken
 * @param endings those that say what is written, with their dot
 * @throws {ForgerError} invalid-request
 */
export async function newFile(
  { out, force }: OutputOptions,
  name: string,
  endings: readonly [string, ...string[]],
): Promise<string> {
  const [ending] = endings;
  if (out === undefined) return freePath(process.cwd(), name, ending);
  const path = placeGiven(out, '--out');
  const kind = await kindAt(path);
  if (kind === 'folder')
    throw new ForgerError(
      'invalid-request',
      `${path} is a folder. Name a file in it: --out ${join(out, `${name}${ending}`)}`,
    );
  if (!endings.some((known) => basename(path).toLowerCase().endsWith(known)))
    throw new ForgerError('invalid-request', `--out must end in ${endings.join(' or ')}: that is what is written.`);
  if (kind !== null && force !== true)
    throw new ForgerError(
      'invalid-request',
      `${path} is there already. Choose another name, or replace it with --force.`,
    );
  await explained(() => makeFolder(dirname(path)));
  return path;
}
