import { importOptionsSchema, type RefusedFile } from '../dataset.ts';
import { forEach, type Sliced } from '../sliced.ts';
import { EXAMPLES, FINDING_KINDS, TABLE_LEVEL, type Finding, type FindingKind, type LabelLevel } from './findings.ts';
import { FOUND, type Choices, type Evidence } from './found.ts';
import { automaticLevel, countedNames, folderOf, inNaturalOrder, labelLevels } from './labels.ts';
import { ENLARGED, proposeImport, REFUSALS_LISTED, SHOWN, type FolderLook } from './look.ts';
import type { LabelChoices } from './options.ts';
import type { PairsSeen, PerhapsPairs } from './paired.ts';
import { picked, spread, type LookedAt, type Rows } from './rows.ts';
import { sortPictures, type Group, type Sorted } from './sorted.ts';
import { NO_LABEL } from './taking.ts';

/** What was seen so far. */
export interface Seen {
  /** Files that could be pictures. */
  files: number;
  /** Pictures that were opened, in the order of their paths. */
  pictures: Rows<LookedAt>;
  refused: readonly RefusedFile[];
  /** Labels that a table gives, by the pictures' paths; null where folders give them. */
  table: ReadonlyMap<string, string> | null;
  whole: boolean;
  /** Of pictures that are taken in pairs; the paths are their inputs'. */
  pairs?: PairsSeen | undefined;
  /** Two folders that may hold pairs, where they are not taken so. */
  perhaps?: PerhapsPairs | null;
}

/** What all of the pictures are, and which labels they could have. */
function* levelsOf(
  pictures: Rows<LookedAt>,
  table: Seen['table'],
  ofPairs: boolean,
): Sliced<{ levels: LabelLevel[]; auto: number | null }> {
  const folders = new Map<string, number>();
  const named = new Map<string, number>();
  const add = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  yield* forEach(pictures.length, (at) => {
    const path = pictures.at(at)?.path ?? '';
    add(folders, folderOf(path));
    if (table) add(named, table.get(path) ?? NO_LABEL);
  });
  const places = [...folders.keys()];
  const levels = labelLevels(places, [...folders.values()]);
  if (!table || named.size < 2) return { levels, auto: table ? null : automaticLevel(places, ofPairs) };
  const names = [...named.keys()].sort(inNaturalOrder);
  const counts = names.map((name) => named.get(name) ?? 0);
  return {
    levels: [{ level: TABLE_LEVEL, ...countedNames(names, [...names.keys()], counts) }, ...levels],
    auto: TABLE_LEVEL,
  };
}

/** The gravest first; those about nothing are left out. */
function findingsOf(evidence: Evidence): Finding[] {
  return FINDING_KINDS.flatMap((kind) => {
    const told = FOUND[kind](evidence);
    if (!told || told.count === 0) return [];
    const { all: _all, examples = [], ...words } = told;
    return [{ kind, ...words, examples: [...examples] }];
  });
}

/** The labels that are chosen among those there are. */
function chosenLevel(
  { levels, auto }: Pick<FolderLook, 'levels' | 'auto'>,
  from: LabelChoices['from'],
): LabelLevel | null {
  const level = from === 'auto' ? auto : from === 'none' ? null : from;
  return levels.find((one) => one.level === level) ?? null;
}

/** What findings are told by. */
type LookChoices = Choices & { labels: Pick<LabelChoices, 'from'> };

/** Files that are no pictures to look at. */
const filesOf = (files: readonly RefusedFile[]): Group => ({
  count: files.length,
  examples: picked(files, spread(files.length, EXAMPLES)).map(({ path }) => path),
});

function evidenceOf(look: FolderLook, sorted: Sorted, seen: Seen, choices: LookChoices): Evidence {
  const { pairs, perhaps = null } = seen;
  const level = chosenLevel(look, choices.labels.from);
  return {
    ...{ sorted, choices },
    refused: filesOf(seen.refused),
    pairs: pairs ? { words: pairs.words, alone: filesOf(pairs.alone) } : null,
    perhaps,
    small: sorted.smallerThan(Math.max(choices.width, choices.height) / ENLARGED, choices.fit === 'pad'),
    labels: level?.names ?? [],
    labelTotal: level?.total ?? 0,
    level: level?.level ?? null,
  };
}

/** All but the findings. */
function* factsOf({
  files,
  pictures,
  refused,
  table,
  whole,
  pairs,
}: Seen): Sliced<{ look: FolderLook; sorted: Sorted }> {
  const sorted = yield* sortPictures(pictures);
  const { looked, width, height, shorter, alike, counts } = sorted;
  const { levels, auto } = yield* levelsOf(pictures, table, pairs !== undefined);
  const look: FolderLook = {
    kind: 'folder',
    ...{ whole, files, looked, width, height, shorter, alike, counts, levels, auto },
    labels: levels.find(({ level }) => level === auto)?.total ?? 0,
    refused: refused.length,
    coloured: sorted.those.coloured.count,
    findings: [],
    refusals: [...refused, ...(pairs?.alone ?? [])].slice(0, REFUSALS_LISTED),
    ...(pairs && { pairs: true as const, sides: pairs.sides }),
    shown: picked(pictures, spread(looked, SHOWN)).map(({ path }) => path),
  };
  return { look, sorted };
}

/** What findings of a look go by. */
const recommended = (look: FolderLook): LookChoices =>
  proposeImport(look) ?? importOptionsSchema.parse({ name: 'Pictures' });

/**
 * What is to be said of pictures before they are imported, or of those that were: the same of the same, in whatever order
 * they were opened.
 * @param chosen what becomes of them; what is recommended where left out
 */
export function* lookOf(seen: Seen, chosen?: LookChoices): Sliced<FolderLook> {
  const { look, sorted } = yield* factsOf(seen);
  return { ...look, findings: findingsOf(evidenceOf(look, sorted, seen, chosen ?? recommended(look))) };
}

/** All pictures that a finding of a look is about, by their paths: of copies each first one before its copies. */
export function* picturesOfFinding(seen: Seen, kind: FindingKind): Sliced<string[]> {
  const { look, sorted } = yield* factsOf(seen);
  const told = FOUND[kind](evidenceOf(look, sorted, seen, recommended(look)));
  return picked(seen.pictures, told?.all?.() ?? []).map(({ path }) => path);
}
