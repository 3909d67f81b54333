import type { Place } from '../lib/navigation.svelte.ts';

export type Command = { do: 'new-run' } | { do: 'preferences' } | { do: 'search' } | { do: 'open-run'; id: string };

interface Stroke {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** The run before or after the one shown; null at the ends. @param order ids of the runs as the list shows them */
export function neighbour(order: readonly string[], place: Place, by: 1 | -1): string | null {
  if (place.screen !== 'run') return order[0] ?? null;
  return order[order.indexOf(place.id) + by] ?? null;
}

/** The run to show when one has gone from the list: the next one that is still there, else the one before. */
export function afterGone(before: readonly string[], gone: string, now: readonly string[]): string | null {
  const at = before.indexOf(gone);
  const near = [...before.slice(at + 1), ...before.slice(0, Math.max(0, at)).reverse()];
  return near.find((id) => now.includes(id)) ?? now[0] ?? null;
}

/** What a key stroke means anywhere in the window; null where it means nothing. */
export function commandFor(stroke: Stroke, order: readonly string[], place: Place): Command | null {
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
      const id = neighbour(order, place, stroke.key === 'ArrowUp' ? -1 : 1);
      return id === null ? null : { do: 'open-run', id };
    }
    default:
      return null;
  }
}
