import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';

/** Names the library of this start: `--library DIR`, or `--library=DIR`. */
export const LIBRARY_SWITCH = '--library';

export interface LibraryPlace {
  dir: string;
  /** True where the start said which library: the remembered one is then neither used nor changed. */
  fixed: boolean;
}

/** `--library DIR`, then FORGER_LIBRARY, then what the user chose in the window, then ~/Forger. */
export function libraryPlace(sources: {
  argv: readonly string[];
  environment: string | undefined;
  remembered: string | null;
  home: string;
}): LibraryPlace {
  const given = libraryArgument(sources.argv) ?? (sources.environment || undefined);
  if (given !== undefined) return { dir: resolve(given), fixed: true };
  return { dir: resolve(sources.remembered ?? join(sources.home, 'Forger')), fixed: false };
}

function libraryArgument(argv: readonly string[]): string | undefined {
  const joined = argv.find((argument) => argument.startsWith(`${LIBRARY_SWITCH}=`));
  if (joined !== undefined) return joined.slice(LIBRARY_SWITCH.length + 1) || undefined;
  const at = argv.indexOf(LIBRARY_SWITCH);
  return at === -1 ? undefined : argv[at + 1];
}

/**
 * The settings folder for a library given at the start. It is a folder of its own, so that the single-instance lock,
 * which Electron ties to that folder, holds for one library and not for all of them.
 */
export function settingsFolderFor(usual: string, place: LibraryPlace): string {
  if (!place.fixed) return usual;
  const name = createHash('sha256').update(place.dir).digest('hex').slice(0, 16);
  return join(usual, 'libraries', name);
}
