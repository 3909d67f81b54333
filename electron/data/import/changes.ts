import type { FolderChanges } from '@shared/dataset.ts';
import type { Seen } from '@shared/import/look-of.ts';
import type { LookedAt, Rows } from '@shared/import/rows.ts';
import { forEach, type Sliced } from '@shared/sliced.ts';
import { inSlices } from '../in-slices.ts';
import type { PictureSource } from '../source/source.ts';
import { digestOfFiles } from './kept-pictures.ts';
import { filesOf, placesOf } from './pair.ts';

interface Beside {
  /** Pictures whose file was another one when it was looked at. */
  changed: number;
  /** Pictures that were looked at and could not be taken, by their path with the digest of then. */
  lost: Map<string, string>;
}

/** Holds the pictures of a look beside those that were taken; all are in the order of the source's files. */
function* beside(files: readonly string[], seen: Rows<LookedAt>, taken: Rows<LookedAt>): Sliced<Beside> {
  const found: Beside = { changed: 0, lost: new Map() };
  let [looked, made] = [0, 0];
  yield* forEach(files.length, (at) => {
    const path = files[at] ?? '';
    const [before, now] = [seen.at(looked), taken.at(made)];
    if (before?.path === path) looked += 1;
    if (now?.path === path) made += 1;
    if (before?.path !== path) return;
    if (now?.path !== path) found.lost.set(path, before.facts.digest);
    else if (now.facts.digest !== before.facts.digest) found.changed += 1;
  });
  return found;
}

/**
 * What became of a folder from the moment that it was listed to the end of its import: files that came and went, and
 * those that are not what they were when they were looked at.
 * @param byHand files of the source that were not to be taken, and `taken` those that could be
 * @param seen what the look was made of, where there was one
 * @returns null where nothing changed
 */
export async function changesOf(
  source: PictureSource,
  { byHand, taken, seen }: { byHand: ReadonlySet<string>; taken: Rows<LookedAt>; seen: Seen | undefined },
  signal: AbortSignal,
): Promise<FolderChanges | null> {
  const { came, went } = await source.since(signal);
  let changed = 0;
  // A look at other pairs, or at none, saw other pictures under these names.
  if (seen && seen.pairs?.words === source.pairs?.words) {
    const found = await inSlices(beside(source.files, seen.pictures, taken), signal);
    changed = found.changed;
    // A decoder may also fail on a file that is what it was.
    for (const [path, digest] of found.lost) {
      if (byHand.has(path) || filesOf(source, path).some((file) => went.has(file))) continue;
      signal.throwIfAborted();
      if ((await digestOfFiles(placesOf(source, path))) !== digest) changed += 1;
    }
  }
  return came + went.size + changed === 0 ? null : { came, went: went.size, changed };
}
