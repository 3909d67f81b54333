import { ForgerError } from '@shared/contract/errors.ts';
import type { RefusedFile } from '@shared/dataset.ts';
import { displayText } from '@shared/display.ts';
import { isSplit, partOfPairs } from '@shared/import/labels.ts';
import type { PairsChoice } from '@shared/import/options.ts';
import { NAMED_AS_PAIR, type PerhapsPairs } from '@shared/import/paired.ts';
import { forEach, type Sliced } from '@shared/sliced.ts';
import { NO_LABEL, type Pairing, type PictureSource } from './source.ts';

const lastOf = (folder: string): string => folder.slice(folder.lastIndexOf('/') + 1);
const inQuotes = (name: string): string => `"${displayText(name)}"`;
const quoted = (folder: string): string => inQuotes(lastOf(folder));
const inWords = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
const isIn = (file: string, folder: string): boolean => file.startsWith(`${folder}/`);

/** By their names without capitals, so that "a" comes before "B". */
function byName(a: string, b: string): number {
  const [first, second] = [a.toLowerCase(), b.toLowerCase()];
  if (first === second) return a < b ? -1 : Number(a > b);
  return first < second ? -1 : 1;
}

/** The folders that lie side by side in the deepest one that holds all of them. */
function* foldersSideBySide(files: readonly string[]): Sliced<string[]> {
  for (let above = ''; ;) {
    const folders = new Set<string>();
    let beside = false;
    yield* forEach(files.length, (at) => {
      const file = files[at] ?? '';
      const end = file.indexOf('/', above.length);
      if (end < 0) beside = true;
      else folders.add(file.slice(0, end));
    });
    const [only = ''] = folders;
    if (folders.size !== 1 || beside) return [...folders].sort(byName);
    above = `${only}/`;
  }
}

/** Folders of inputs, or of targets: one, or one of each part that a set comes in. */
interface Side {
  folders: readonly Folder[];
  words: string;
}

interface Folder {
  path: string;
  part: string;
  /** What it is called, in quotation marks. */
  words: string;
}

/** Both sides: that of the inputs first, unless they are swapped. */
interface Sides {
  sides: readonly [Side, Side];
  /** How it was told which is which. */
  by: string;
  /** They are called as inputs and targets are. */
  known: boolean;
}

const sideOf = (folders: readonly Folder[]): Side => ({ folders, words: inWords(folders.map(({ words }) => words)) });

const isOf = (name: string): boolean => NAMED_AS_PAIR.test(name);

/** Of `trainA`, `trainB`, `testA`, `testB`: those that end with A, and those with B; null where they are not called so. */
function sidesOfParts(folders: readonly string[]): Sides | null {
  const parts = folders.map((path) => ({ path, ...partOfPairs(lastOf(path)) }));
  const of = (side: string): Side =>
    sideOf(
      parts.flatMap(({ path, part, side: own }) =>
        part !== undefined && own === side ? [{ path, part, words: quoted(path) }] : [],
      ),
    );
  const sides = [of('a'), of('b')] as const;
  if (parts.some(({ part }) => part === undefined) || sides.some((side) => side.folders.length === 0)) return null;
  return { sides, by: 'by their names, matched within each part', known: true };
}

/** Of `train/A`, `train/B`, `test/A`, `test/B`: the two folders that lie in all of them; null where there are no such. */
function* sidesWithinParts(files: readonly string[], folders: readonly string[]): Sliced<Sides | null> {
  if (!folders.every((folder) => isSplit(lastOf(folder)))) return null;
  const names = new Set<string>();
  yield* forEach(files.length, (at) => {
    const file = files[at] ?? '';
    const folder = folders.find((one) => isIn(file, one));
    const end = folder === undefined ? -1 : file.indexOf('/', folder.length + 1);
    if (folder !== undefined && end > 0) names.add(file.slice(folder.length + 1, end));
  });
  const [input, target, ...more] = [...names].sort(byName);
  if (input === undefined || target === undefined || more.length > 0) return null;
  const of = (name: string): Side =>
    sideOf(folders.map((part) => ({ path: `${part}/${name}`, part, words: inQuotes(`${lastOf(part)}/${name}`) })));
  const by = 'by their names, matched within each part';
  return { sides: [of(input), of(target)], by, known: isOf(input) && isOf(target) };
}

/** Where inputs and targets lie, as they were given, else by their names; else the folders that there are instead. */
function* sidesOf({ folders: given, files }: PictureSource): Sliced<Sides | { folders: readonly string[] }> {
  const folders = given ?? (yield* foldersSideBySide(files));
  if (folders.length > 2) {
    const parts = sidesOfParts(folders);
    if (parts) return parts;
  }
  const within = folders.length > 0 ? yield* sidesWithinParts(files, folders) : null;
  if (within) return within;
  const [first, second, ...more] = folders;
  if (first === undefined || second === undefined || more.length > 0) return { folders };
  const alone = (path: string): Side => sideOf([{ path, part: '', words: quoted(path) }]);
  return {
    sides: [alone(first), alone(second)],
    by: given ? 'as they were given' : 'by their names',
    known: isOf(lastOf(first)) && isOf(lastOf(second)),
  };
}

/** Why folders hold no pairs. */
function noSides(folders: readonly string[]): ForgerError {
  if (folders.length < 2)
    return new ForgerError(
      'invalid-request',
      'Pairs of folders need two of them, one with the inputs and one with the targets, named alike. Give both, or the folder that holds both; where each picture holds an input beside its target, take its halves (left-input).',
    );
  const named = folders.slice(0, 4).map(quoted).join(', ');
  return new ForgerError(
    'invalid-request',
    `Pairs come of two folders, and here are ${folders.length}: ${named}${folders.length > 4 ? ', …' : ''}. Give the two that belong together.`,
  );
}

const withoutEnding = (name: string): string => name.replace(/(.)\.[^./]+$/, '$1');

interface Matched {
  targets: Map<string, string>;
  /** Inputs and targets without a partner. */
  inputs: string[];
  others: string[];
  /** Files that are neither. */
  outside: string[];
}

/** The name of a file among those of its side: below its folder, with the part that this is of. */
function nameIn({ folders }: Side, file: string): string | null {
  const folder = folders.find(({ path }) => isIn(file, path));
  return folder ? `${folder.part}/${file.slice(folder.path.length + 1).normalize('NFC')}` : null;
}

/** Inputs with the targets of the same name: first with its ending, then without. */
function* matched(files: readonly string[], [input, target]: Sides['sides']): Sliced<Matched> {
  const free = new Map<string, string>();
  const named: { file: string; name: string }[] = [];
  const outside: string[] = [];
  yield* forEach(files.length, (at) => {
    const file = files[at] ?? '';
    const asInput = nameIn(input, file);
    const asTarget = asInput === null ? nameIn(target, file) : null;
    if (asInput !== null) named.push({ file, name: asInput });
    else if (asTarget === null) outside.push(file);
    else free.set(asTarget, file);
  });
  const targets = new Map<string, string>();
  const take = (file: string, name: string): boolean => {
    const found = free.get(name);
    if (found !== undefined) targets.set(file, found);
    return free.delete(name);
  };
  const unlike: typeof named = [];
  yield* forEach(named.length, (at) => {
    const one = named[at];
    if (one && !take(one.file, one.name)) unlike.push(one);
  });
  const byStem = new Map<string, string>();
  const names = [...free.keys()];
  yield* forEach(names.length, (at) => {
    const name = names[at] ?? '';
    if (!byStem.has(withoutEnding(name))) byStem.set(withoutEnding(name), name);
  });
  const inputs: string[] = [];
  yield* forEach(unlike.length, (at) => {
    const one = unlike[at];
    if (!one) return;
    const stem = withoutEnding(one.name);
    const name = byStem.get(stem);
    byStem.delete(stem);
    if (name === undefined || !take(one.file, name)) inputs.push(one.file);
  });
  return { targets, inputs, others: [...free.values()], outside };
}

/** Where a file's partner would lie. */
function partnersPlace(file: string, own: Side, other: Side): string {
  const part = own.folders.find(({ path }) => isIn(file, path))?.part;
  return other.folders.find((one) => one.part === part)?.words ?? other.words;
}

function* pairsOfFolders(source: PictureSource, swapped: boolean): Sliced<PictureSource> {
  const { files } = source;
  const found = yield* sidesOf(source);
  if (!('sides' in found)) throw noSides(found.folders);
  const { sides, by } = found;
  const [input, target] = swapped ? [sides[1], sides[0]] : sides;
  const { targets, inputs, others, outside } = yield* matched(files, [input, target]);
  if (targets.size === 0)
    throw new ForgerError(
      'invalid-request',
      `No picture in ${input.words} is named as one in ${target.words}. Give an input and its target the same name; their endings may differ.`,
    );
  const alone: RefusedFile[] = [];
  const without = (paths: readonly string[], own: Side, other: Side): Sliced<void> =>
    forEach(paths.length, (at) => {
      const path = paths[at] ?? '';
      alone.push({ path, reason: `has no partner in ${partnersPlace(path, own, other)}` });
    });
  yield* without(inputs, input, target);
  yield* without(others, target, input);
  yield* forEach(outside.length, (at) => {
    alone.push({ path: outside[at] ?? '', reason: 'lies in neither folder of the pairs' });
  });
  const kept: string[] = [];
  const labels = new Map<string, string>();
  yield* forEach(files.length, (at) => {
    const file = files[at] ?? '';
    const partner = targets.get(file);
    if (partner === undefined) return;
    kept.push(file);
    const given = [file, partner].flatMap((path) => source.labels?.get(path) ?? []);
    // A table that names one of the two says nothing of the other.
    const label = given.find((one) => one !== NO_LABEL) ?? given[0];
    if (label !== undefined) labels.set(file, label);
  });
  const pairs: Pairing = {
    ...{ kind: 'folders', targets, alone },
    sides: { input: input.words, target: target.words },
    words: `The inputs are ${input.words}, the targets ${target.words}, ${swapped ? 'swapped' : by}.`,
  };
  // Folders that were chosen name no labels here.
  return { ...source, files: kept, labels: source.folders || !source.labels ? null : labels, pairs };
}

/**
 * A source of which each file stands for a pair: of two folders those that both name alike, under the input's path; or each picture,
 * of which one half is the input.
 * @throws ForgerError `invalid-request` where there are no pairs
 */
export function* pairedSource(source: PictureSource, choice: PairsChoice): Sliced<PictureSource> {
  if (choice === 'off' || source.pairs) return source;
  if (choice === 'folders' || choice === 'folders-swapped')
    return yield* pairsOfFolders(source, choice === 'folders-swapped');
  const [input, target] = choice === 'left-input' ? (['left', 'right'] as const) : (['right', 'left'] as const);
  const sides = { input: `the ${input} half`, target: `the ${target} half` };
  const words = `The ${input} half of each picture is the input, the ${target} one the target.`;
  return { ...source, pairs: { kind: 'halves', input, sides, words, alone: [] } };
}

/** Names in two folders of which so many are alike may be those of pairs. */
const ALIKE = 0.9;

/** The folders that could hold inputs and targets, where nearly all of their files are named alike; else null. */
export function* perhapsPairs(source: PictureSource): Sliced<PerhapsPairs | null> {
  if (source.pairs) return null;
  const found = yield* sidesOf(source);
  if (!('sides' in found)) return null;
  const { sides, known } = found;
  const { targets } = yield* matched(source.files, sides);
  if (2 * targets.size < ALIKE * source.files.length) return null;
  return { input: sides[0].words, target: sides[1].words, count: targets.size, known };
}
