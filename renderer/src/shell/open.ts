import type { GivenPath } from '@shared/given-path.ts';
import { isSourceName } from '@shared/import/chosen.ts';
import { isPictureName } from '@shared/picture-names.ts';
import RUN_FILE_TYPE from '@shared/run-file-type.json' with { type: 'json' };
import { call } from '../lib/bridge.ts';
import { navigation } from '../lib/navigation.svelte.ts';
import { toasts } from '../lib/toasts.svelte.ts';
import { showing } from '../verdict/showing.svelte.ts';

const ZIP = /\.zip$/i;

export const NOT_OPENED = 'Forger opens run files, pictures, and what holds pictures; other files cannot be opened.';
const NO_RUN_OPEN =
  'Drop a picture on an open run, and its discriminator says what it takes it for; to import pictures, drop several, or their folder.';

/** A zip may be a run file or pictures; a damaged one is what its name says. */
const isRunFile = async (path: string): Promise<boolean> =>
  path.toLowerCase().endsWith(RUN_FILE_TYPE.ending) || (ZIP.test(path) && (await call('runFile.is', { path })));

/**
 * Opens what was dropped on the window or handed over by the system: the import with folders and what else holds pictures, a run file, or,
 * where a run is open, a picture for its discriminator.
 * @param openRunFile it says itself what is wrong with it, or that it is not there
 */
export async function open({ path, kind }: GivenPath, openRunFile: (path: string) => Promise<void>): Promise<void> {
  const { current } = navigation;
  const isPicture = kind === 'file' && isPictureName(path);
  if (kind === 'missing' || (kind === 'file' && (await isRunFile(path)))) await openRunFile(path);
  else if (isPicture && current.screen === 'run') showing.show(current.id, { kind: 'file', path });
  else if (kind === 'folder' || isSourceName(path)) navigation.go({ screen: 'import', paths: [path] });
  else toasts.show(isPicture ? NO_RUN_OPEN : NOT_OPENED, 'bad');
}

/** Opens several at once: folders and pictures are one import, all else is opened one after another. */
export async function openAll(
  given: readonly GivenPath[],
  openOne: (given: GivenPath) => Promise<void>,
): Promise<void> {
  const isImport =
    given.length > 1 && given.every(({ path, kind }) => kind === 'folder' || (kind === 'file' && !ZIP.test(path)));
  if (isImport) navigation.go({ screen: 'import', paths: given.map(({ path }) => path) });
  else for (const one of given) await openOne(one);
}
