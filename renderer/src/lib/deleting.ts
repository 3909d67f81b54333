import type { TrashEntry } from '@shared/trash.ts';
import { act } from './act.ts';
import { call } from './bridge.ts';
import { runs } from './runs.svelte.ts';
import { toasts } from './toasts.svelte.ts';
import { userPresets } from './user-presets.svelte.ts';

/** Long enough to read, look again and change one's mind; main waits a little longer. */
const UNDO_MS = 10_000;

/** Brings back what was deleted; left out, the latest. */
export async function bringBack(id?: string): Promise<void> {
  const entry = await act(() => call('trash.restore', id === undefined ? {} : { id }));
  if (!entry) return;
  toasts.show(`“${entry.name}” is back`, 'ok');
  if (entry.kind === 'preset') await act(() => userPresets.load());
  if (entry.kind === 'run') await act(() => runs.load());
}

/** Says that something was deleted, and offers to bring it back. */
export function tellDeleted({ id, name }: TrashEntry): void {
  toasts.show(`“${name}” moved to the trash`, 'ok', {
    action: { label: 'Undo', run: () => void bringBack(id) },
    milliseconds: UNDO_MS,
  });
}
