import { describe, expect, it } from 'vitest';
import { clampSidebar } from '../../../renderer/src/shell/sidebar.svelte.ts';
import { sectionsOf, WHOLE_LIST } from '../../../renderer/src/shell/run-order.ts';
import { afterGone, commandFor, neighbour } from '../../../renderer/src/shell/shortcuts.ts';
import { RUNS } from '../fixtures/library.ts';

const stroke = (
  key: string,
  held: Partial<{ ctrlKey: boolean; metaKey: boolean; shiftKey: boolean; altKey: boolean }> = { ctrlKey: true },
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});
const place = { screen: 'preferences' } as const;
const order = sectionsOf(RUNS, WHOLE_LIST, '').flatMap((section) => section.runs.map((run) => run.id));

describe('shortcuts', () => {
  it('knows the window’s commands with Control and with Command', () => {
    expect(commandFor(stroke('n'), order, place)).toEqual({ do: 'new-run' });
    expect(commandFor(stroke('n', { metaKey: true }), order, place)).toEqual({ do: 'new-run' });
    expect(commandFor(stroke(','), order, place)).toEqual({ do: 'preferences' });
    expect(commandFor(stroke('f'), order, place)).toEqual({ do: 'search' });
  });

  it('leaves other strokes to what has the focus', () => {
    expect(commandFor(stroke('n', {}), order, place)).toBeNull();
    expect(commandFor(stroke('n', { ctrlKey: true, shiftKey: true }), order, place)).toBeNull();
    expect(commandFor(stroke('ArrowDown', {}), order, place)).toBeNull();
    expect(commandFor(stroke('c'), order, place)).toBeNull();
  });

  it('walks the runs in the order of the list and stops at its ends', () => {
    const at = (index: number) => ({ screen: 'run', id: order[index] ?? '', tab: 'live' }) as const;
    expect(neighbour(order, at(0), 1)).toBe(order[1]);
    expect(neighbour(order, at(1), -1)).toBe(order[0]);
    expect(neighbour(order, at(0), -1)).toBeNull();
    expect(neighbour(order, at(order.length - 1), 1)).toBeNull();
    expect(neighbour(order, place, 1)).toBe(order[0]);
    expect(commandFor(stroke('ArrowDown'), [], place)).toBeNull();
  });

  it('lands on the neighbour of a run that is gone, never on nothing while there is one', () => {
    expect(afterGone(['a', 'b', 'c'], 'b', ['a', 'c'])).toBe('c');
    expect(afterGone(['a', 'b', 'c'], 'c', ['a', 'b'])).toBe('b');
    expect(afterGone(['a', 'b', 'c'], 'b', ['a'])).toBe('a');
    expect(afterGone(['a'], 'b', ['d'])).toBe('d');
    expect(afterGone(['a'], 'a', [])).toBeNull();
  });
});

describe('the sidebar', () => {
  it('keeps its width between 200 and 360 pixels', () => {
    expect([10, 200, 240.4, 360, 4000].map(clampSidebar)).toEqual([200, 200, 240, 360, 360]);
  });
});
