import { call } from './bridge.ts';
import { navigation } from './navigation.svelte.ts';

/** Asks for folders of pictures, or for files, then opens the import with them. */
export async function choosePictures(what: 'folders' | 'files'): Promise<void> {
  const paths = await call('import.choose', { what });
  if (paths.length > 0) navigation.go({ screen: 'import', paths });
}
