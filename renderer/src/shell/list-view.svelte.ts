import { z } from 'zod';
import type { RunGroup } from '../lib/runs.svelte.ts';
import { runs } from '../lib/runs.svelte.ts';
import { RUN_GROUPS, RUN_SORTS, sectionsOf, WHOLE_LIST, type ListView, type RunSort } from './run-order.ts';
import { search } from './search.svelte.ts';

const KEY = 'forger.run-list';
const stored = z.object({
  sort: z.enum(Object.keys(RUN_SORTS) as [RunSort, ...RunSort[]]).catch(WHOLE_LIST.sort),
  group: z
    .enum(Object.keys(RUN_GROUPS) as [RunGroup, ...RunGroup[]])
    .nullable()
    .catch(null),
  recipe: z.string().nullable().catch(null),
  dataset: z.string().nullable().catch(null),
});

/** How the list of runs is sorted and filtered, remembered by the window. */
export class RunListView {
  current = $state.raw<ListView>(WHOLE_LIST);
  readonly sections = $derived(sectionsOf(runs.list, this.current, search.text));
  /** Ids of the runs shown, from top to bottom. */
  readonly order: readonly string[] = $derived(this.sections.flatMap((section) => section.runs.map(({ id }) => id)));
  readonly filtered = $derived(
    this.current.group !== null || this.current.recipe !== null || this.current.dataset !== null,
  );

  /** Reads what is remembered; what cannot be read counts as nothing. */
  restore(): void {
    try {
      this.current = stored.parse(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
    } catch {
      this.current = WHOLE_LIST;
    }
  }

  change(change: Partial<ListView>): void {
    this.current = { ...this.current, ...change };
    localStorage.setItem(KEY, JSON.stringify(this.current));
  }

  /** Lets every run through again; the order stays. */
  showAll(): void {
    this.change({ group: null, recipe: null, dataset: null });
  }
}

export const listView = new RunListView();
