import { ForgerError } from '@shared/contract/errors.ts';
import type { RefusedFile } from '@shared/dataset.ts';
import { displayText } from '@shared/display.ts';
import type { PairsChoice } from '@shared/import/options.ts';
import { NAMED_AS_PAIR, type PerhapsPairs } from '@shared/import/paired.ts';
import { atOnce, forEach, type Sliced } from '@shared/sliced.ts';
import type { Pairing, PictureSource } from './source.ts';

const quoted = (folder: string): string => `"${displayText(folder.slice(folder.lastIndexOf('/') + 1))}"`;
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

/** The folders of which one holds inputs and the other targets: as they were given, else by their names. */
function* foldersOf({ folders, files }: PictureSource): Sliced<readonly string[]> {
  return folders ?? (yield* foldersSideBySide(files));
}

/** @throws ForgerError `invalid-request` where there are not two */
function twoFolders(source: PictureSource): [string, string] {
  const folders = atOnce(foldersOf(source));
  const [first, second] = folders;
  if (first === undefined || second === undefined)
    throw new ForgerError(
      'invalid-request',
      'Pairs of folders need two of them, one with the inputs and one with the targets, named alike. Give both, or the folder that holds both; where each picture holds an input beside its target, take left-input.',
    );
  if (folders.length > 2) {
    const named = folders.slice(0, 4).map(quoted).join(', ');
    throw new ForgerError(
      'invalid-request',
      `Pairs come of two folders, and here are ${folders.length}: ${named}${folders.length > 4 ? ', …' : ''}. Give the two that belong together.`,
    );
  }
  return [first, second];
}

const withoutEnding = (name: string): string => name.replace(/(.)\.[^./]+$/, '$1');

interface Matched {
  targets: Map<string, string>;
  /** Inputs and targets without a partner. */
  inputs: string[];
  others: string[];
}

/** Inputs with the targets of the same name: first with its ending, then without. */
function* matched(files: readonly string[], [input, target]: readonly [string, string]): Sliced<Matched> {
  const nameIn = (folder: string, file: string): string => file.slice(folder.length + 1).normalize('NFC');
  const free = new Map<string, string>();
  yield* forEach(files.length, (at) => {
    const file = files[at] ?? '';
    if (isIn(file, target)) free.set(nameIn(target, file), file);
  });
  const targets = new Map<string, string>();
  const take = (file: string, name: string): boolean => {
    const found = free.get(name);
    if (found !== undefined) targets.set(file, found);
    return free.delete(name);
  };
  const unlike: string[] = [];
  yield* forEach(files.length, (at) => {
    const file = files[at] ?? '';
    if (isIn(file, input) && !take(file, nameIn(input, file))) unlike.push(file);
  });
  const byStem = new Map<string, string>();
  const names = [...free.keys()];
  yield* forEach(names.length, (at) => {
    const name = names[at] ?? '';
    if (!byStem.has(withoutEnding(name))) byStem.set(withoutEnding(name), name);
  });
  const inputs: string[] = [];
  yield* forEach(unlike.length, (at) => {
    const file = unlike[at] ?? '';
    const stem = withoutEnding(nameIn(input, file));
    const name = byStem.get(stem);
    byStem.delete(stem);
    if (name === undefined || !take(file, name)) inputs.push(file);
  });
  return { targets, inputs, others: [...free.values()] };
}

function pairsOfFolders(source: PictureSource, swapped: boolean): PictureSource {
  const found = twoFolders(source);
  const [input, target] = swapped ? ([found[1], found[0]] as const) : found;
  const { targets, inputs, others } = atOnce(matched(source.files, [input, target]));
  if (targets.size === 0)
    throw new ForgerError(
      'invalid-request',
      `No picture in ${quoted(input)} is named as one in ${quoted(target)}. Give an input and its target the same name; their endings may differ.`,
    );
  const alone = (path: string, folder: string): RefusedFile => ({
    path,
    reason: `has no partner in ${quoted(folder)}`,
  });
  const outside = source.files.filter((file) => !isIn(file, input) && !isIn(file, target));
  const order = source.folders ? 'as they were given' : 'by their names';
  const labels = new Map<string, string>();
  for (const [file, partner] of targets) {
    const label = source.labels?.get(file) ?? source.labels?.get(partner);
    if (label !== undefined) labels.set(file, label);
  }
  const pairs: Pairing = {
    ...{ kind: 'folders', targets },
    words: `The inputs are ${quoted(input)}, the targets ${quoted(target)}${swapped ? ', swapped' : `, ${order}`}.`,
    alone: [
      ...inputs.map((path) => alone(path, target)),
      ...others.map((path) => alone(path, input)),
      ...outside.map((path) => ({ path, reason: 'lies in neither folder of the pairs' })),
    ],
  };
  // Folders that were chosen name no labels here.
  const table = source.folders || !source.labels ? null : labels;
  return { ...source, files: source.files.filter((file) => targets.has(file)), labels: table, pairs };
}

/**
 * A source of which each file stands for a pair: of two folders those that both name alike, under the input's path; or each picture,
 * of which one half is the input.
 * @throws ForgerError `invalid-request` where there are no pairs
 */
export function pairedSource(source: PictureSource, choice: PairsChoice): PictureSource {
  if (choice === 'off' || source.pairs) return source;
  if (choice === 'folders' || choice === 'folders-swapped') return pairsOfFolders(source, choice === 'folders-swapped');
  const [input, target] = choice === 'left-input' ? (['left', 'right'] as const) : (['right', 'left'] as const);
  const words = `The ${input} half of each picture is the input, the ${target} one the target.`;
  return { ...source, pairs: { kind: 'halves', input, words, alone: [] } };
}

/** Names in two folders of which so many are alike may be those of pairs. */
const ALIKE = 0.9;

/** The two folders that could hold inputs and targets, where nearly all of their files are named alike; else null. */
export function* perhapsPairs(source: PictureSource): Sliced<PerhapsPairs | null> {
  if (source.pairs) return null;
  const [first, second, ...more] = yield* foldersOf(source);
  if (first === undefined || second === undefined || more.length > 0) return null;
  const { targets } = yield* matched(source.files, [first, second]);
  if (2 * targets.size < ALIKE * source.files.length) return null;
  const known = [first, second].every((folder) => NAMED_AS_PAIR.test(folder.slice(folder.lastIndexOf('/') + 1)));
  return { input: quoted(first), target: quoted(second), count: targets.size, known };
}
