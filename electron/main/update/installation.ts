import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { parseJsonText } from '@shared/json.ts';
import { name } from '../../../package.json';
import { readText, systemCode } from '../../store/files/index.ts';

/** Where a packed app lies whose versions are installed side by side (build/packaging/linux/scripts). */
export interface Installation {
  /** The folder that this program runs from: `<version>-<build>`. */
  folder: string;
  /** The link beside it that leads to the newest. */
  current: string;
  /** What starts the newest. */
  program: string;
}

const FOLDER = /^\d+\.\d+\.\d+\S*-[^-\s]+$/;
const manifestSchema = z.object({ name: z.literal(name), version: z.string().regex(/^[\w.+-]{1,64}$/) });

/** @param program the real path of the running program @returns null where it does not lie in a folder of its version */
export function installationOf(program: string): Installation | null {
  const folder = dirname(program);
  if (!FOLDER.test(basename(folder))) return null;
  const current = join(dirname(folder), 'current');
  return { folder, current, program: join(current, name) };
}

/**
 * The version that the next start uses.
 * @returns null where that is what runs here, or nobody keeps several
 * @throws the system's own error; {z.ZodError} and what {@link parseJsonText} throws where its package.json is none of Forger's
 */
export async function installedVersion({ folder, current }: Installation): Promise<string | null> {
  const newest = await realpath(current).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (newest === null || newest === folder || dirname(newest) !== dirname(folder)) return null;
  const manifest = await readText(join(newest, 'resources', 'app.asar.unpacked', 'package.json'));
  return manifestSchema.parse(parseJsonText(manifest)).version;
}
