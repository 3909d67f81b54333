import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, sweepLeftovers, temporaryBeside } from '../../store/files/index.ts';
import { datasetsDir } from '../library/folder.ts';

/**
 * A folder for what is unpacked, until it is removed; a process that dies leaves it to the next one that opens the
 * library or a source.
 */
export async function temporaryFolder(libraryDir: string): Promise<{ folder: string; remove(): Promise<void> }> {
  const parent = datasetsDir(libraryDir);
  await makeFolder(parent);
  await sweepLeftovers(parent);
  const folder = temporaryBeside(join(parent, 'unpacked'));
  await mkdir(folder, { mode: 0o700 });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
