import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunSummary } from '@shared/run.ts';
import { RunListView } from '../../../renderer/src/shell/list-view.svelte.ts';
import { choicesOf, nameParts, sectionsOf, WHOLE_LIST } from '../../../renderer/src/shell/run-order.ts';
import { RUNS } from '../fixtures/library.ts';

const [base] = RUNS as [RunSummary, ...RunSummary[]];
const run = (name: string, state: RunSummary['status']['state'], day: number, preset = base.preset): RunSummary => ({
  ...base,
  id: name,
  name,
  preset,
  createdAt: `2025-06-${String(day).padStart(2, '0')}T12:00:00.000Z`,
  status: { ...base.status, state },
});
const SOME = [
  run('try 10', 'finished', 4, 'wgan'),
  run('try 2', 'stopped', 3),
  run('attic', 'diverged', 2),
  run('now', 'training', 5),
  run('older', 'finished', 1),
];
const shown = (...args: Parameters<typeof sectionsOf>): [string, string[]][] =>
  sectionsOf(...args).map(({ title, runs }) => [title, runs.map(({ id }) => id)]);

describe('the list of runs', () => {
  it('keeps what ended early apart from what finished', () => {
    expect(shown(SOME, WHOLE_LIST, '')).toEqual([
      ['Training', ['now']],
      ['Finished', ['try 10', 'older']],
      ['Ended early', ['try 2']],
      ['Failed', ['attic']],
    ]);
  });

  it('is sorted by date, name and recipe, with what trains first', () => {
    const ended = (sort: 'newest' | 'oldest' | 'name' | 'recipe'): string[] | undefined =>
      shown(SOME, { ...WHOLE_LIST, sort }, '').find(([title]) => title === 'Ended')?.[1];
    expect(ended('newest')).toEqual(['try 10', 'try 2', 'attic', 'older']);
    expect(ended('oldest')).toEqual(['older', 'attic', 'try 2', 'try 10']);
    expect(ended('name')).toEqual(['attic', 'older', 'try 2', 'try 10']);
    expect(ended('recipe')?.at(-1)).toBe('try 10');
    expect(shown(SOME, { ...WHOLE_LIST, sort: 'oldest' }, '')[0]?.[0]).toBe('Training');
  });

  it('is filtered by state, recipe and data set, and by what is searched', () => {
    expect(shown(SOME, { ...WHOLE_LIST, group: 'finished' }, '')).toEqual([['Finished', ['try 10', 'older']]]);
    expect(shown(SOME, { ...WHOLE_LIST, recipe: 'wgan' }, '')).toEqual([['Finished', ['try 10']]]);
    expect(shown(SOME, { ...WHOLE_LIST, dataset: 'another' }, '')).toEqual([]);
    expect(shown(SOME, { ...WHOLE_LIST, group: 'stopped' }, 'attic')).toEqual([]);
    expect(choicesOf(SOME).recipes.map(({ value }) => value)).toContain('wgan');
    expect(choicesOf(SOME).datasets).toEqual([{ value: base.dataset.id, label: base.dataset.name }]);
  });

  it('shows the ends of long names, where attempts differ', () => {
    expect(nameParts('Boots')).toEqual({ head: 'Boots', tail: '' });
    const { head, tail } = nameParts('A long name of an attempt, number 12');
    expect([head + tail, tail]).toEqual(['A long name of an attempt, number 12', 'umber 12']);
  });
});

describe('how the list is shown', () => {
  const kept = new Map<string, string>();
  beforeEach(() => {
    kept.clear();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    });
  });
  afterEach(() => void vi.unstubAllGlobals());

  it('is remembered, and what cannot be read counts as nothing', () => {
    const view = new RunListView();
    view.change({ sort: 'name', group: 'failed' });
    const next = new RunListView();
    next.restore();
    expect(next.current).toEqual({ ...WHOLE_LIST, sort: 'name', group: 'failed' });
    next.showAll();
    expect([next.current.sort, next.filtered]).toEqual(['name', false]);
    for (const text of ['{', '{"sort": "size", "group": 7}', 'null']) {
      kept.set('forger.run-list', text);
      next.restore();
      expect(next.current).toEqual(WHOLE_LIST);
    }
  });
});
