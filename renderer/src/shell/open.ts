import type { GivenPath } from '@shared/given-path.ts';
import { isPictureName } from '@shared/picture-names.ts';
import { navigation } from '../lib/navigation.svelte.ts';
import { toasts } from '../lib/toasts.svelte.ts';
import { showing } from '../verdict/showing.svelte.ts';

/** The files MNIST and its kin come in. */
const IDX_NAME = /idx[134]-ubyte(\.gz)?$/i;
const RUN_FILE_NAME = /\.zip$/i;

export const NOT_OPENED = 'Forger opens run files and folders of pictures; other files cannot be opened.';
const NO_RUN_OPEN =
  'Drop a picture on an open run, and its discriminator says what it takes it for; to import pictures, drop their folder.';

/**
 * Opens what was dropped on the window or handed over by the system: the import with a folder, a run file, or, where a run is open, a picture
 * for its discriminator.
 * @param openRunFile it says itself what is wrong with it, or that it is not there
 */
export async function open({ path, kind }: GivenPath, openRunFile: (path: string) => Promise<void>): Promise<void> {
  if (kind !== 'folder' && (kind === 'missing' || RUN_FILE_NAME.test(path))) await openRunFile(path);
  else if (kind === 'folder' || IDX_NAME.test(path)) navigation.go({ screen: 'import', path });
  else if (isPictureName(path)) {
    const { current } = navigation;
    if (current.screen === 'run') showing.show(current.id, { kind: 'file', path });
    else toasts.show(NO_RUN_OPEN, 'bad');
  } else toasts.show(NOT_OPENED, 'bad');
}
