import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { OpenArguments } from '../../../electron/data/import/open.ts';
import { openSource, type OpenedSource } from '../../../electron/data/importing.ts';
import type { PictureSource } from '../../../electron/data/source/source.ts';

/** A folder to choose from and a library, both gone afterwards. */
export interface Places {
  folder: string;
  library: string;
  put(path: string, bytes?: Uint8Array | string): Promise<string>;
  open(paths?: readonly string[], args?: Partial<OpenArguments>): Promise<OpenedSource>;
  /** Where the folder itself is chosen, or paths below it. */
  pictures(...names: string[]): Promise<PictureSource>;
  /** What lies in the library's folder of data sets, hidden or not. */
  leftovers(): Promise<string[]>;
  remove(): Promise<void>;
}

export async function makePlaces(): Promise<Places> {
  const home = await mkdtemp(join(tmpdir(), 'forger-source-'));
  const [folder, library] = [join(home, 'chosen'), join(home, 'library')];
  await mkdir(folder);
  const libraryDir = async (): Promise<string> => library;
  const decoder = (): never => {
    throw new Error('Nothing is decoded in this test.');
  };
  const open = (paths = [folder], args: Partial<OpenArguments> = {}): Promise<OpenedSource> =>
    openSource(paths, { libraryDir, decoder, signal: new AbortController().signal, ...args });
  return {
    folder,
    library,
    open,
    async put(path, bytes = path) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), bytes);
      return join(folder, path);
    },
    async pictures(...names) {
      const opened = await open(names.length === 0 ? undefined : names.map((name) => join(folder, name)));
      if (opened.kind !== 'pictures') throw new Error(`This is ${opened.kind}.`);
      return opened.source;
    },
    leftovers: () => readdir(join(library, 'datasets')).catch(() => []),
    remove: () => rm(home, { recursive: true }),
  };
}

/** Labels as lines, in the files' order. */
export const labelLines = ({ files, labels }: PictureSource): string[] =>
  files.map((file) => `${file}: ${labels?.get(file) ?? 'none'}`);
