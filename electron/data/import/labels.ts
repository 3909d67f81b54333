import { posix } from 'node:path';

/** Images that lie beside the labelled folders. */
const NO_FOLDER = '(no folder)';

/** Folders that part a data set for learning and testing, and say nothing of what an image shows. */
const SPLITS = new Set(['train', 'training', 'test', 'testing', 'val', 'valid', 'validation', 'eval']);

/** The folder of a file, relative as its path is; '' for the imported folder itself. */
export function folderOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === '.' ? '' : folder;
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

/** Without the folders that wrap all images, and without those that part them for learning and testing. */
function withoutWrapping(folders: readonly Parts[]): Parts[] {
  const depth = sharedDepth(folders);
  const inner = folders.map((parts) => parts.slice(depth));
  const split = inner.length > 0 && inner.every(([first]) => first !== undefined && SPLITS.has(first.toLowerCase()));
  return split ? withoutWrapping(inner.map((parts) => parts.slice(1))) : inner;
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

/**
 * Labels from folders, as torchvision's ImageFolder gives them: the first folder names the label, however deep an image
 * lies below it. Told from the deepest folder that holds all images, so that wrapping folders (`download/photos/…`) do
 * not count, and neither do `train`, `test` and the like where nothing lies beside them. Images in one folder have no
 * labels. The name is the folder's own, in Unicode's composed form, because systems store one name in two.
 * @param folders the folders that hold imported images, relative, with `/`; each once; '' is the imported folder itself.
 */
export function labelFolders(folders: readonly string[]): Labelling {
  const parts = folders.map((folder) => (folder === '' ? [] : folder.normalize('NFC').split('/')));
  const labels = withoutWrapping(parts).map(([first]) => first ?? NO_FOLDER);
  const names = [...new Set(labels)].sort(inNaturalOrder);
  if (names.length < 2) return { names: null, numberOf: folders.map(() => 0) };
  const numbers = new Map(names.map((name, number) => [name, number]));
  return { names, numberOf: labels.map((label) => numbers.get(label) ?? 0) };
}
