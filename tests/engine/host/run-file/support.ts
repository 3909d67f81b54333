import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { OpenedRunFile, SavedRunFile } from '@shared/run-file.ts';
import { openRunFile } from '../../../../electron/engine/host/run-file/open.ts';
import { saveRunFile, type RunFileChoices } from '../../../../electron/engine/host/run-file/save.ts';
import { Library } from '../../../../electron/store/index.ts';
import { BUNDLED } from '../../support/library.ts';

export const never = new AbortController().signal;
const quiet = (): void => undefined;

export const save = (
  library: Library,
  runId: string,
  out: string,
  choices: Partial<RunFileChoices> = {},
): Promise<SavedRunFile> =>
  saveRunFile({
    ...{ library, bundledDir: BUNDLED, runId, out, signal: never, onProgress: quiet },
    ...{ checkpoints: 'all', images: false, ...choices },
  });

export const open = (library: Library, path: string, signal = never): Promise<OpenedRunFile> =>
  openRunFile({ library, bundledDir: BUNDLED, path, signal, onProgress: quiet });

/** An empty library in a folder of its own, which goes with it. */
export async function emptyLibrary(): Promise<{ library: Library; folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'forger-opened-'));
  return {
    library: await Library.open(join(folder, 'library')),
    folder,
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 10 }),
  };
}

/** SHA-256 of every file below a folder, by its path there. */
export async function treeOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hashed = files.sort().map(async (file) => [
    relative(folder, file),
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex'),
  ]);
  return Object.fromEntries(await Promise.all(hashed)) as Record<string, string>;
}
