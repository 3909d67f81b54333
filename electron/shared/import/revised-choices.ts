import type { ImportOptions } from '../dataset.ts';
import type { LabelChoices } from './options.ts';
import type { Revision } from './revision.ts';

type Renames = LabelChoices['rename'];

/** Old names with the names that they have in the end: first by one list, then by another. */
function composed(first: Renames, then: Renames): Renames {
  const last = new Map(Object.entries(then));
  const renamed = Object.entries(first).map(([old, name]) => [old, last.get(name) ?? name] as const);
  const own = new Map(Object.entries(first));
  return Object.fromEntries([...renamed, ...Object.entries(then).filter(([old]) => !own.has(old))]);
}

/** Names as they were found, of labels as they are called now. */
function asFound(names: readonly string[], rename: Renames): string[] {
  const own = new Map(Object.entries(rename));
  return names.flatMap((name) => [
    ...[...own].filter(([, now]) => now === name).map(([old]) => old),
    ...(own.has(name) ? [] : [name]),
  ]);
}

const least = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

/**
 * The choices of an import that makes of the same files what a version holds: those of the data set that it was made from,
 * and what the version changes. Labels stand in them by the names that folders or tables give.
 * @param byHand paths of the images that the version leaves out
 */
export function reviseChoices(
  { labels, leaveOut, ...choices }: ImportOptions,
  { name, labels: changed }: Pick<Revision, 'name' | 'labels'>,
  byHand: readonly string[],
): ImportOptions {
  return {
    ...choices,
    name,
    leaveOut: [...new Set([...leaveOut, ...byHand])],
    labels: {
      from: labels.from,
      rename: composed(labels.rename, changed.rename),
      drop: [...new Set([...labels.drop, ...asFound(changed.drop, labels.rename)])],
      most: least(labels.most, changed.most),
    },
  };
}
