import { call } from './bridge.ts';
import { navigation } from './navigation.svelte.ts';

/** Asks for a folder of pictures, then opens the import with it. */
export async function chooseFolder(): Promise<void> {
  const path = await call('import.chooseFolder', {});
  if (path !== null) navigation.go({ screen: 'import', path });
}
