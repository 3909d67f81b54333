import type { RunSummary } from '@shared/run.ts';
import { groupRuns } from '../lib/runs.svelte.ts';
import type { Place } from '../lib/navigation.svelte.ts';

export type Command = { do: 'new-run' } | { do: 'preferences' } | { do: 'search' } | { do: 'open-run'; id: string };

interface Stroke {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** The run before or after the one shown, in the order of the list; null at its ends. */
export function neighbour(runs: readonly RunSummary[], place: Place, by: 1 | -1): string | null {
  const groups = groupRuns(runs);
  const order = [...groups.training, ...groups.waiting, ...groups.done];
  if (place.screen !== 'run') return order[0]?.id ?? null;
  const at = order.findIndex((run) => run.id === place.id);
  return order[at + by]?.id ?? null;
}

/** What a key stroke means anywhere in the window; null where it means nothing. */
export function commandFor(stroke: Stroke, runs: readonly RunSummary[], place: Place): Command | null {
  if (!(stroke.ctrlKey || stroke.metaKey) || stroke.altKey || stroke.shiftKey) return null;
  switch (stroke.key) {
    case 'n':
      return { do: 'new-run' };
    case ',':
      return { do: 'preferences' };
    case 'f':
      return { do: 'search' };
    case 'ArrowUp':
    case 'ArrowDown': {
      const id = neighbour(runs, place, stroke.key === 'ArrowUp' ? -1 : 1);
      return id === null ? null : { do: 'open-run', id };
    }
    default:
      return null;
  }
}
