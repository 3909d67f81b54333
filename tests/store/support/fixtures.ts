import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Library, type LibraryOptions } from '../../../electron/store/index.ts';
import { newRun } from './values.ts';

export * from './values.ts';

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'forger-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}

export async function libraryWithRun(options: LibraryOptions = {}): Promise<{ library: Library; id: string }> {
  const library = await Library.open(await temporaryFolder(), options);
  const { id } = await library.createRun(newRun());
  return { library, id };
}
