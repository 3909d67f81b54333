import { assertNever } from '@shared/assert-never.ts';
import { runOfEntry, type TrashEntry } from '@shared/trash.ts';
import { act } from './act.ts';
import { call } from './bridge.ts';
import { plural } from './format.ts';
import { navigation } from './navigation.svelte.ts';
import { runs } from './runs.svelte.ts';
import { toasts } from './toasts.svelte.ts';
import { userPresets } from './user-presets.svelte.ts';

/** Long enough to read, look again and change one's mind; the list of what was deleted offers it later too. */
const UNDO_MS = 10_000;

/** Opens the page of what is back. */
async function show(entry: TrashEntry): Promise<void> {
  const run = runOfEntry(entry);
  switch (entry.kind) {
    case 'run':
    case 'checkpoint':
      await runs.load();
      if (run !== null) navigation.openRun(run, entry.kind === 'run' ? 'live' : 'disk');
      return;
    case 'dataset':
      navigation.go({ screen: 'datasets', id: entry.from.split('/')[1] ?? '' });
      return;
    case 'preset':
      await userPresets.load();
      return;
    default:
      assertNever(entry.kind);
  }
}

/**
 * Brings back what was deleted, and shows it; left out, the latest.
 * @param instead what stands in its place by now goes to the trash for it
 */
export async function bringBack(id?: string, instead = false): Promise<void> {
  const entry = await act(() => call('trash.restore', id === undefined ? {} : { id, instead }));
  if (!entry) return;
  toasts.show(`“${entry.name}” is back`, 'ok');
  await act(() => show(entry));
}

/** Says that something was deleted, and offers to bring it back. */
export function tellDeleted(...entries: readonly [TrashEntry, ...TrashEntry[]]): void {
  const [{ name }] = entries;
  const what = entries.length === 1 ? `“${name}”` : `${plural(entries.length, 'checkpoint')}`;
  toasts.show(`${what} moved to the trash`, 'ok', {
    action: {
      label: 'Undo',
      run: () => void entries.reduce((before, { id }) => before.then(() => bringBack(id)), Promise.resolve()),
    },
    milliseconds: UNDO_MS,
  });
}
