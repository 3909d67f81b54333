import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GivenPath } from '@shared/given-path.ts';
import { LIBRARY_SWITCH } from './settings/library-place.ts';

/** Absolute, against where whoever named it stands; desktops may hand over an address of the file instead. */
function pathOf(named: string, cwd: string): string {
  if (!named.startsWith('file:')) return resolve(cwd, named);
  try {
    return fileURLToPath(named);
  } catch {
    return resolve(cwd, named); // Of another machine, say: it is told as something that is not there.
  }
}

/** Whether a word of the command line names something to open, and is no switch or the library's folder. */
const isNamed = (word: string, at: number, argv: readonly string[]): boolean =>
  word !== '' && !word.startsWith('-') && argv[at - 1] !== LIBRARY_SWITCH;

/** What an app was started with, but for what it was to open. @param argv without the program's own words */
export const withoutPaths = (argv: readonly string[]): string[] => argv.filter((word, at) => !isNamed(word, at, argv));

/**
 * What a start of the app was asked to open.
 * @param argv without the program's own words; switches of ours and of Chromium's among it
 */
export const pathsIn = (argv: readonly string[], cwd: string): string[] =>
  argv.filter(isNamed).map((word) => pathOf(word, cwd));

/** What a second start handed over: it comes from another process. */
export const pathsHandedOver = (data: unknown): string[] => {
  const { paths } = (data ?? {}) as { paths?: unknown };
  return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : [];
};

async function kindOf(path: string): Promise<GivenPath['kind']> {
  const found = await stat(path).catch(() => null);
  return found === null ? 'missing' : found.isDirectory() ? 'folder' : 'file';
}

/** What is to be opened, until the window asks for it: it may not be there yet, or just be loading. */
export class GivenPaths {
  #paths: string[] = [];

  /** Tells a window that is there. */
  onGiven: () => void = () => undefined;

  add(paths: readonly string[]): void {
    if (paths.length === 0) return;
    this.#paths.push(...paths);
    this.onGiven();
  }

  /** What was given since this was asked last, in its order. */
  take(): Promise<GivenPath[]> {
    return Promise.all(this.#paths.splice(0).map(async (path) => ({ path, kind: await kindOf(path) })));
  }
}
