import { RUN_TABS, type RunTab } from '../lib/navigation.svelte.ts';

/** What a key stroke means while a run is shown. */
export type RunCommand =
  | { do: 'tab'; tab: RunTab }
  | { do: 'play' | 'toggle-training' | 'first' | 'last' | 'export' | 'whole-run' }
  /** The charts' stretch by so much wider. */
  | { do: 'zoom'; by: number }
  | { do: 'move'; by: number }
  | { do: 'sample'; by: number };

export interface Stroke {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
  target: EventTarget | null;
}

/** Where typing goes: no stroke without Ctrl means a command there. */
const FIELDS = 'input, select, textarea, [contenteditable]';
/** Where Space and Enter already do something, and arrows may: controls, and parts that scroll by keyboard. */
const CONTROLS = 'button, a[href], summary, [role="tab"], [role="radio"], [role="menuitem"], .scroll[tabindex]';

const within = (target: EventTarget | null, selector: string): boolean =>
  typeof Element !== 'undefined' && target instanceof Element && target.closest(selector) !== null;

/** @returns null where the stroke means nothing here */
export function commandFor(
  stroke: Stroke,
  { withPictures, withCharts }: { withPictures: boolean; withCharts: boolean },
): RunCommand | null {
  const { key, shiftKey, target } = stroke;
  if (stroke.altKey) return null;
  if (stroke.ctrlKey || stroke.metaKey) {
    if (shiftKey) return null;
    if (key === 'e') return { do: 'export' };
    const tab = RUN_TABS[Number(key) - 1];
    return tab === undefined ? null : { do: 'tab', tab };
  }
  if (within(target, FIELDS)) return null;
  if (withCharts && (key === '+' || key === '=')) return { do: 'zoom', by: 0.5 };
  if (withCharts && (key === '-' || key === '−')) return { do: 'zoom', by: 2 };
  if (withCharts && key === '0') return { do: 'whole-run' };
  if (key === ' ') {
    if (within(target, CONTROLS)) return null;
    if (shiftKey) return { do: 'toggle-training' };
    return withPictures ? { do: 'play' } : null;
  }
  if (!withPictures || within(target, '[role="tab"], [role="radio"], .scroll[tabindex]')) return null;
  switch (key) {
    case 'ArrowLeft':
      return { do: 'move', by: shiftKey ? -10 : -1 };
    case 'ArrowRight':
      return { do: 'move', by: shiftKey ? 10 : 1 };
    case 'Home':
      return { do: 'first' };
    case 'End':
      return { do: 'last' };
    case 'ArrowUp':
    case 'k':
      return { do: 'sample', by: -1 };
    case 'ArrowDown':
    case 'j':
      return { do: 'sample', by: 1 };
    default:
      return null;
  }
}
