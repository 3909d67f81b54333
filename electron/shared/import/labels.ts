import { NAMES_LISTED, type LabelLevel } from './findings.ts';
import { MOST_LEVELS } from './options.ts';

/** Images that lie beside the labelled folders. */
export const NO_FOLDER = '(no folder)';

/** Folders that part a data set for learning and testing, and say nothing of what an image shows. */
const SPLITS = new Set(['train', 'training', 'test', 'testing', 'val', 'valid', 'validation', 'eval']);

export const isSplit = (name: string): boolean => SPLITS.has(name.toLowerCase());

/** Of a folder called as `trainA` or `test_b`: the part, and the side of its pairs. */
export function partOfPairs(name: string): { part: string; side: string } | null {
  const [, part = '', side = ''] = /^(.+?)_?([ab])$/.exec(name.toLowerCase()) ?? [];
  return SPLITS.has(part) ? { part, side } : null;
}

/** Whether folders only part a set: `train` and `test`, or of pairs the one side of both, such as `trainA` and `testA`. */
function areSplits(names: readonly string[], ofPairs: boolean): boolean {
  if (!ofPairs) return names.every(isSplit);
  const side = partOfPairs(names[0] ?? '')?.side;
  return names.every(isSplit) || (side !== undefined && names.every((name) => partOfPairs(name)?.side === side));
}

/** The folder of a file, relative as its path is; '' for the imported folder itself. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export interface Labelling {
  /** Names in order, as the folders are called; null when all images lie in one folder. */
  names: string[] | null;
  /** Label number of each folder given. */
  numberOf: readonly number[];
}

type Parts = readonly string[];

function sharedDepth(folders: readonly Parts[]): number {
  const [first = []] = folders;
  let depth = 0;
  while (depth < first.length && folders.every((parts) => parts[depth] === first[depth])) depth += 1;
  return depth;
}

/** How many folders wrap all images or part them for learning and testing, above those that name labels. */
function wrapping(folders: readonly Parts[], ofPairs: boolean): number {
  const depth = sharedDepth(folders);
  const inner = folders.map((parts) => parts.slice(depth));
  const split =
    inner.length > 0 &&
    areSplits(
      inner.map(([first = '']) => first),
      ofPairs,
    );
  return split
    ? depth +
        1 +
        wrapping(
          inner.map((parts) => parts.slice(1)),
          ofPairs,
        )
    : depth;
}

/** Runs of digits, and what lies between them. */
const pieces = (name: string): string[] => name.match(/\d+|\D+/g) ?? [];

/** By number where two names have one at the same place, else by code units: the same in every language. */
export function inNaturalOrder(a: string, b: string): number {
  const [ours, theirs] = [pieces(a), pieces(b)];
  for (let at = 0; at < Math.min(ours.length, theirs.length); at += 1) {
    const [one = '', other = ''] = [ours[at], theirs[at]];
    const [first, second] = [one, other].map((piece) => (/^\d/.test(piece) ? BigInt(piece) : piece));
    if (first === undefined || second === undefined || first === second) continue;
    if (typeof first === typeof second) return first < second ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return ours.length - theirs.length || (a < b ? -1 : Number(a > b));
}

const partsOf = (folder: string): Parts => (folder === '' ? [] : folder.normalize('NFC').split('/'));

/** Which names images get: those of the folders at a depth below the imported one. */
function named(folders: readonly Parts[], depth: number): Labelling {
  const labels = folders.map((parts) => parts[depth] ?? NO_FOLDER);
  const names = [...new Set(labels)].sort(inNaturalOrder);
  if (names.length < 2) return { names: null, numberOf: folders.map(() => 0) };
  const numbers = new Map(names.map((name, number) => [name, number]));
  return { names, numberOf: labels.map((label) => numbers.get(label) ?? 0) };
}

/**
 * Labels from folders, as torchvision's ImageFolder gives them: the first folder names the label, however deep an image
 * lies below it. Told from the deepest folder that holds all images, so that wrapping folders (`download/photos/…`) do
 * not count, and neither do `train`, `test` and the like where nothing lies beside them. Images in one folder have no
 * labels. The name is the folder's own, in Unicode's composed form, because systems store one name in two.
 * @param folders the folders that hold imported images, relative, with `/`; each once; '' is the imported folder itself.
 * @param level takes the folders of this level instead: 1 lies right in the deepest folder that holds all images.
 * @param ofPairs whether the images are inputs of pairs: then `trainA` and `testA` name no labels either.
 */
export function labelFolders(folders: readonly string[], level?: number, ofPairs = false): Labelling {
  const parts = folders.map(partsOf);
  return named(parts, level === undefined ? wrapping(parts, ofPairs) : sharedDepth(parts) + level - 1);
}

/** The level that {@link labelFolders} takes by itself; null where it finds no labels. */
export function automaticLevel(folders: readonly string[], ofPairs = false): number | null {
  const parts = folders.map(partsOf);
  const depth = wrapping(parts, ofPairs);
  return named(parts, depth).names ? depth - sharedDepth(parts) + 1 : null;
}

/**
 * What each level of folders would name, from the outermost; levels that give one name alone are left out.
 * @param folders as of {@link labelFolders}
 * @param counts images right in each of them
 */
export function labelLevels(folders: readonly string[], counts: readonly number[]): LabelLevel[] {
  const parts = folders.map(partsOf);
  const shared = sharedDepth(parts);
  const deepest = parts.reduce((most, { length }) => Math.max(most, length), 0);
  const levels: LabelLevel[] = [];
  for (let level = 1; level <= Math.min(deepest - shared, MOST_LEVELS); level += 1) {
    const { names, numberOf } = named(parts, shared + level - 1);
    if (names) levels.push({ level, ...countedNames(names, numberOf, counts) });
  }
  return levels;
}

/** Names with their images, the first {@link NAMES_LISTED}, and how many there are on all. */
export function countedNames(
  names: readonly string[],
  numberOf: readonly number[],
  counts: readonly number[],
): Pick<LabelLevel, 'names' | 'total'> {
  const sums = new Array<number>(names.length).fill(0);
  numberOf.forEach((number, index) => (sums[number] = (sums[number] ?? 0) + (counts[index] ?? 0)));
  const listed = names.slice(0, NAMES_LISTED).map((name, number) => ({ name, count: sums[number] ?? 0 }));
  return { names: listed, total: names.length };
}
