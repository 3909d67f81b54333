import { findPreset } from '@shared/presets/index.ts';
import type { RunSummary } from '@shared/run.ts';
import { groupRuns, searchRuns, type RunGroup } from '../lib/runs.svelte.ts';

/** Titles of the groups, in the order of the list. */
export const RUN_GROUPS: Readonly<Record<RunGroup, string>> = {
  training: 'Training',
  waiting: 'Waiting',
  finished: 'Finished',
  stopped: 'Ended early',
  failed: 'Failed',
};
/** What orders the runs that have ended; those that train and wait always stand first. */
export const RUN_SORTS = {
  state: 'State',
  newest: 'Newest first',
  oldest: 'Oldest first',
  name: 'Name',
  recipe: 'Recipe',
  dataset: 'Data set',
} as const;
export type RunSort = keyof typeof RUN_SORTS;

/** How the list of runs is shown; null lets every run through. */
export interface ListView {
  sort: RunSort;
  group: RunGroup | null;
  recipe: string | null;
  dataset: string | null;
}
export const WHOLE_LIST: ListView = { sort: 'state', group: null, recipe: null, dataset: null };

export interface RunSection {
  key: string;
  title: string;
  runs: RunSummary[];
}

export const runName = ({ name, preset }: Pick<RunSummary, 'name' | 'preset'>): string => name || preset;
export const recipeTitle = (preset: string): string => findPreset(preset)?.title ?? preset;

const newer = (a: RunSummary, b: RunSummary): number => b.createdAt.localeCompare(a.createdAt);
/** Digits in names count as numbers: try 2 stands before try 10. */
const { compare } = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const ORDERS: Record<RunSort, (a: RunSummary, b: RunSummary) => number> = {
  state: newer,
  newest: newer,
  oldest: (a, b) => newer(b, a),
  name: (a, b) => compare(runName(a), runName(b)) || newer(a, b),
  recipe: (a, b) => compare(recipeTitle(a.preset), recipeTitle(b.preset)) || newer(a, b),
  dataset: (a, b) => compare(a.dataset.name, b.dataset.name) || newer(a, b),
};

/** The runs that a view and a search let through, in the sections and the order of the list; none is empty. */
export function sectionsOf(runs: readonly RunSummary[], view: ListView, search: string): RunSection[] {
  const found = searchRuns(runs, search).filter(
    ({ preset, dataset }) =>
      (view.recipe === null || preset === view.recipe) && (view.dataset === null || dataset.id === view.dataset),
  );
  const groups = groupRuns(found);
  if (view.group !== null)
    for (const group of Object.keys(groups) as RunGroup[]) if (group !== view.group) groups[group] = [];
  const { training, waiting, finished, stopped, failed } = groups;
  const order = ORDERS[view.sort];
  const section = (group: RunGroup): RunSection => ({ key: group, title: RUN_GROUPS[group], runs: groups[group] });
  const ended: RunSection[] =
    view.sort === 'state'
      ? (['finished', 'stopped', 'failed'] as const).map((group) => ({
          ...section(group),
          runs: groups[group].toSorted(order),
        }))
      : [{ key: 'ended', title: 'Ended', runs: [...finished, ...stopped, ...failed].toSorted(order) }];
  return [{ ...section('training'), runs: training }, { ...section('waiting'), runs: waiting }, ...ended].filter(
    (shown) => shown.runs.length > 0,
  );
}

/** Recipes and data sets that the runs have, by their titles: what can be filtered by. */
export function choicesOf(
  runs: readonly RunSummary[],
): Record<'recipes' | 'datasets', { value: string; label: string }[]> {
  const sorted = (found: ReadonlyMap<string, string>): { value: string; label: string }[] =>
    [...found].map(([value, label]) => ({ value, label })).sort((a, b) => compare(a.label, b.label));
  return {
    recipes: sorted(new Map(runs.map(({ preset }) => [preset, recipeTitle(preset)]))),
    datasets: sorted(new Map(runs.map(({ dataset }) => [dataset.id, dataset.name]))),
  };
}

/** A name in two parts, so that where it is cut its end stays: names of attempts differ there. */
export function nameParts(name: string): { head: string; tail: string } {
  const letters = [...name];
  const KEPT = 8;
  const at = letters.length > 3 * KEPT ? letters.length - KEPT : letters.length;
  return { head: letters.slice(0, at).join(''), tail: letters.slice(at).join('') };
}
