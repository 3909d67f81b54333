import { describe, expect, it } from 'vitest';
import { clampSidebar } from '../../../renderer/src/shell/sidebar.svelte.ts';
import { commandFor, neighbour } from '../../../renderer/src/shell/shortcuts.ts';
import { groupRuns } from '../../../renderer/src/lib/runs.svelte.ts';
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
const groups = groupRuns(RUNS);
const order = [...groups.training, ...groups.waiting, ...groups.done].map((run) => run.id);

describe('shortcuts', () => {
  it('knows the window’s commands with Control and with Command', () => {
    expect(commandFor(stroke('n'), RUNS, place)).toEqual({ do: 'new-run' });
    expect(commandFor(stroke('n', { metaKey: true }), RUNS, place)).toEqual({ do: 'new-run' });
    expect(commandFor(stroke(','), RUNS, place)).toEqual({ do: 'preferences' });
    expect(commandFor(stroke('f'), RUNS, place)).toEqual({ do: 'search' });
  });

  it('leaves other strokes to what has the focus', () => {
    expect(commandFor(stroke('n', {}), RUNS, place)).toBeNull();
    expect(commandFor(stroke('n', { ctrlKey: true, shiftKey: true }), RUNS, place)).toBeNull();
    expect(commandFor(stroke('ArrowDown', {}), RUNS, place)).toBeNull();
    expect(commandFor(stroke('c'), RUNS, place)).toBeNull();
  });

  it('walks the runs in the order of the list and stops at its ends', () => {
    const at = (index: number) => ({ screen: 'run', id: order[index] ?? '', tab: 'live' }) as const;
    expect(neighbour(RUNS, at(0), 1)).toBe(order[1]);
    expect(neighbour(RUNS, at(1), -1)).toBe(order[0]);
    expect(neighbour(RUNS, at(0), -1)).toBeNull();
    expect(neighbour(RUNS, at(order.length - 1), 1)).toBeNull();
    expect(neighbour(RUNS, place, 1)).toBe(order[0]);
    expect(commandFor(stroke('ArrowDown'), [], place)).toBeNull();
  });
});

describe('the sidebar', () => {
  it('keeps its width between 200 and 360 pixels', () => {
    expect([10, 200, 240.4, 360, 4000].map(clampSidebar)).toEqual([200, 200, 240, 360, 360]);
  });
});
