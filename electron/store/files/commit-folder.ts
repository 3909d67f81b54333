import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import { exists, makeFolder, renameDurably, syncFolder } from './durable.ts';
import { explained } from './errors.ts';
import { temporaryBeside } from './temporary.ts';

/**
 * Builds a folder beside its final place and puts it there as a whole with {@link commitFolder}. Nothing
 * is left when `build` fails.
 * @throws {ForgerError}
 */
export async function buildFolder(
  finalDir: string,
  build: (folder: string) => Promise<void>,
  options: { replace?: boolean } = {},
): Promise<void> {
  await explained(async () => {
    await makeFolder(dirname(finalDir));
    const folder = temporaryBeside(finalDir);
    try {
      await mkdir(folder);
      await build(folder);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    await commitFolder(folder, finalDir, options);
  });
}

async function syncFile(path: string): Promise<void> {
  // Windows syncs only what is open for writing.
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(path);
    else await syncFile(path);
  }
  await syncFolder(folder);
}

/**
 * Puts a folder that was built beside it in place, as a whole: everything in it is synced first, then one
 * rename makes it visible. On failure the built folder is removed.
 * `replace` moves an older folder of that name aside first; a kill between the two renames leaves neither.
 * @throws {ForgerError} `invalid-request` when the place is taken and `replace` is not set; `no-space`, …
 */
export async function commitFolder(
  built: string,
  finalDir: string,
  options: { replace?: boolean } = {},
): Promise<void> {
  await explained(async () => {
    try {
      await syncTree(built);
      if (await exists(finalDir)) {
        if (!options.replace)
          throw new ForgerError('invalid-request', `There is already something at ${finalDir}. Choose another place.`);
        const aside = temporaryBeside(finalDir);
        await rename(finalDir, aside);
        await renameDurably(built, finalDir);
        await rm(aside, { recursive: true, force: true });
      } else await renameDurably(built, finalDir);
    } catch (error) {
      await rm(built, { recursive: true, force: true });
      throw error;
    }
  });
}

/** Removes a folder as a whole: a kill on the way leaves it as it was, or not there; what is left over gets swept. */
export async function removeFolder(path: string): Promise<void> {
  await explained(async () => {
    const aside = temporaryBeside(path);
    await renameDurably(path, aside);
    await rm(aside, { recursive: true, force: true });
  });
}
