import type { RefusedFile } from '../dataset.ts';
import { forEach, type Sliced } from '../sliced.ts';
import { copiesAmong, FIRST, type Print } from './copies.ts';
import { isBlank } from './blank.ts';
import { folderOf, inNaturalOrder, labelFolders } from './labels.ts';
import { nearCopiesAmong } from './near-copies.ts';
import type { LabelChoices, PairsChoice, SkipChoice } from './options.ts';
import { atMost, mapped, type Rows } from './rows.ts';

/** A picture that could be taken. */
export interface Candidate {
  path: string;
  facts: Print;
}

export interface TakingChoices {
  /** How pictures are taken in pairs; not at all where left out. */
  pairs?: PairsChoice;
  skip: readonly SkipChoice[];
  labels: LabelChoices;
}

/** Which pictures an import takes. */
export interface Taking {
  /** Numbers of the pictures taken, rising. */
  taken: number[];
  /** Names in natural order, and of each picture taken the number of its; null and empty without labels. */
  names: string[] | null;
  numbers: number[];
  /** The others, each with its reason. */
  left: RefusedFile[];
}

/** Pictures that a table of labels does not name. */
export const NO_LABEL = '(no label)';

/** Why a picture is left out that could be taken. */
export const LEFT_OUT = {
  hand: 'left out by hand',
  dropped: (label: string) => `left out with its label, ${label}`,
  copy: (path: string) => `a copy of ${path}`,
  nearCopy: (path: string) => `nearly the same as ${path}`,
  blank: 'blank',
  most: 'more pictures than were asked for',
} as const;

/** Name of each picture's label as it is found; null without labels. */
function* labelsFound(
  paths: Rows<string>,
  from: LabelChoices['from'],
  table: ReadonlyMap<string, string> | null,
  ofPairs: boolean,
): Sliced<((at: number) => string) | null> {
  if (from === 'none') return null;
  if (from === 'auto' && table) return (at) => table.get(paths.at(at) ?? '') ?? NO_LABEL;
  const numbers = new Map<string, number>();
  const own = new Int32Array(paths.length);
  yield* forEach(paths.length, (at) => {
    const folder = folderOf(paths.at(at) ?? '');
    const number = numbers.get(folder) ?? numbers.size;
    numbers.set(folder, number);
    own[at] = number;
  });
  const { names, numberOf } = labelFolders([...numbers.keys()], from === 'auto' ? undefined : from, ofPairs);
  return names && ((at) => names[numberOf[own[at] ?? 0] ?? 0] ?? '');
}

/** Names in natural order, and the number of each picture's; one name alone is none. */
function* numbered(labels: readonly string[]): Sliced<Pick<Taking, 'names' | 'numbers'>> {
  const found = new Set<string>();
  yield* forEach(labels.length, (place) => void found.add(labels[place] ?? ''));
  const names = [...found].sort(inNaturalOrder);
  if (names.length < 2) return { names: null, numbers: [] };
  const numberOf = new Map(names.map((name, number) => [name, number]));
  const numbers: number[] = [];
  yield* forEach(labels.length, (place) => void numbers.push(numberOf.get(labels[place] ?? '') ?? 0));
  return { names, numbers };
}

/**
 * Which of the pictures that could be opened are taken, and under which labels: first labels that are dropped go, then
 * blank pictures, copies and near copies, of which the first by the order of their paths stays, then what is more than is
 * wanted of each label.
 * @param pictures in the order of their paths, without those left out by hand
 * @param table labels that lie with the pictures; null where folders give them
 */
export function* takingOf(
  pictures: Rows<Candidate>,
  { pairs = 'off', skip, labels: { from, rename, drop, most } }: TakingChoices,
  table: ReadonlyMap<string, string> | null,
): Sliced<Taking> {
  const pathOf = (at: number): string => pictures.at(at)?.path ?? '';
  const found = yield* labelsFound(
    mapped(pictures, ({ path }) => path),
    from,
    table,
    pairs !== 'off',
  );
  const left: RefusedFile[] = [];
  const gone = new Uint8Array(pictures.length);
  const leave = (at: number, reason: string): void => {
    gone[at] = 1;
    left.push({ path: pathOf(at), reason });
  };
  const each = (work: (at: number) => void): Sliced<void> =>
    forEach(pictures.length, (at) => {
      if (!gone[at]) work(at);
    });
  const isGone = (at: number): boolean => gone[at] === 1;
  const prints = mapped(pictures, ({ facts }) => facts);

  const dropped = new Set(drop);
  if (found && dropped.size > 0)
    yield* each((at) => {
      if (dropped.has(found(at))) leave(at, LEFT_OUT.dropped(found(at)));
    });
  if (skip.includes('blank'))
    yield* each((at) => {
      const print = prints.at(at);
      if (print && isBlank(print)) leave(at, LEFT_OUT.blank);
    });
  const leaveAll = (firsts: Int32Array, reason: (path: string) => string): void =>
    firsts.forEach((first, at) => {
      if (first !== FIRST) leave(at, reason(pathOf(first)));
    });
  if (skip.includes('copies')) leaveAll(yield* copiesAmong(prints, isGone), LEFT_OUT.copy);
  if (skip.includes('near-copies')) leaveAll(yield* nearCopiesAmong(prints, isGone), LEFT_OUT.nearCopy);

  const renamed = new Map(Object.entries(rename));
  const label = (at: number): string => {
    const old = found?.(at) ?? '';
    return renamed.get(old) ?? old;
  };
  const rest: number[] = [];
  yield* each((at) => void rest.push(at));
  const labels: string[] = [];
  yield* forEach(rest.length, (place) => void labels.push(label(rest[place] ?? 0)));
  if (most === null) return { taken: rest, ...(yield* numbered(labels)), left };
  const kept = atMost(labels, most);
  const taken: number[] = [];
  const takenLabels: string[] = [];
  yield* forEach(rest.length, (place) => {
    const at = rest[place] ?? 0;
    if (!kept.has(place)) return leave(at, LEFT_OUT.most);
    taken.push(at);
    takenLabels.push(labels[place] ?? '');
  });
  return { taken, ...(yield* numbered(takenLabels)), left };
}
