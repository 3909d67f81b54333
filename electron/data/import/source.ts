import { assertNever } from '@shared/assert-never.ts';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import { IDX_NAME } from '@shared/import/chosen.ts';
import { READ } from '../decoder/refused.ts';
import { explained } from '../../store/files/index.ts';
import type { ArchiveKind } from '../source/archive/archive.ts';
import type { VideoFormat } from '../source/video.ts';
import type { IdxPair } from './idx.ts';
import { kindOfFile } from './kind.ts';

/** What there is to import at a path. */
export type ImportSource =
  | { kind: 'folder'; folder: string }
  | { kind: 'picture' | 'moving'; path: string }
  | { kind: 'archive'; path: string; archive: ArchiveKind }
  | { kind: 'video'; path: string; format: VideoFormat }
  | { kind: 'array'; path: string }
  | { kind: 'idx'; pair: IdxPair };

async function idxFilesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && IDX_NAME.test(entry.name))
    .map((entry) => join(folder, entry.name))
    .sort();
}

/** "train-images-idx3-ubyte.gz" and "train-labels-idx1-ubyte" belong together: their names begin alike. */
const partOf = (path: string): string =>
  basename(path)
    .replace(/[-_.]?(images|labels)?[-_.]?idx.*$/i, '')
    .toLowerCase();

/** The number of dimensions of an IDX file; null where it is something else. */
async function idxRank(path: string): Promise<number | null> {
  const found = await kindOfFile(path);
  return found.kind === 'idx' ? found.rank : null;
}

async function pairIn(folder: string, chosen: string | null): Promise<IdxPair | null> {
  const ranked = await Promise.all(
    (await idxFilesIn(folder)).map(async (path) => ({ path, rank: await idxRank(path) })),
  );
  const images = ranked.filter(({ rank }) => rank !== null && rank >= 3).map(({ path }) => path);
  const labels = ranked.filter(({ rank }) => rank === 1).map(({ path }) => path);
  // Of several pairs the training images are meant: they are the most.
  const image = chosen ?? images.find((path) => partOf(path).includes('train')) ?? images[0];
  if (image === undefined) return null;
  return { images: image, labels: labels.find((path) => partOf(path) === partOf(image)) ?? null };
}

async function idxSource(path: string, rank: number): Promise<ImportSource> {
  if (rank === 1)
    throw new ForgerError(
      'invalid-request',
      'This IDX file holds labels alone. Choose the file of the images, or their folder.',
    );
  const pair = await pairIn(dirname(path), path);
  return { kind: 'idx', pair: pair ?? { images: path, labels: null } };
}

function unreadable(path: string, what: 'other-archive' | 'unknown'): ForgerError {
  const kind = extname(path) === '' ? 'This file' : `A ${extname(path)} file`;
  return new ForgerError(
    'invalid-request',
    what === 'other-archive'
      ? `${kind} cannot be unpacked here: unpack it and import the folder, or pack it as zip or tar.gz.`
      : `${kind} cannot be imported. Choose pictures (${READ}), a folder, zip or tar of them, an IDX file such as MNIST's, or a NumPy file.`,
  );
}

async function sourceOfFile(path: string): Promise<ImportSource> {
  const found = await kindOfFile(path);
  switch (found.kind) {
    case 'idx':
      return idxSource(path, found.rank);
    case 'archive':
    case 'video':
      return { ...found, path };
    case 'array':
    case 'picture':
    case 'moving':
      return { kind: found.kind, path };
    case 'other-archive':
    case 'unknown':
      throw unreadable(path, found.kind);
    default:
      return assertNever(found);
  }
}

/**
 * Finds out what a path holds: a folder of images, a folder with IDX files, or a file: a picture, an archive, a video, an
 * array, or IDX, whose labels are looked for beside it.
 * @throws ForgerError `invalid-request` for anything else.
 */
export async function findSource(path: string): Promise<ImportSource> {
  return explained(async () => {
    const real = await realpath(path);
    const stats = await stat(real);
    if (stats.isFile()) return sourceOfFile(real);
    if (!stats.isDirectory()) throw new ForgerError('invalid-request', 'This is neither a folder nor a file.');
    const pair = await pairIn(real, null);
    return pair ? { kind: 'idx', pair } : { kind: 'folder', folder: real };
  });
}

/**
 * Finds out whether several paths are pictures and folders of them, or a pair of IDX files.
 * @throws ForgerError `invalid-request` where one of them is imported by itself
 */
export async function findSeveral(
  paths: readonly string[],
): Promise<{ kind: 'several' } | { kind: 'idx'; pair: IdxPair }> {
  return explained(async () => {
    const files: { path: string; rank: number | null }[] = [];
    for (const path of paths) {
      if ((await stat(path)).isDirectory()) continue;
      const found = await kindOfFile(path);
      if (found.kind === 'archive' || found.kind === 'array' || found.kind === 'video')
        throw new ForgerError(
          'invalid-request',
          `${basename(path)} is imported by itself: choose it alone, or unpack it first.`,
        );
      files.push({ path, rank: found.kind === 'idx' ? found.rank : null });
    }
    const [images, labels] = [
      files.find(({ rank }) => rank !== null && rank >= 3),
      files.find(({ rank }) => rank === 1),
    ];
    if (paths.length === 2 && images && labels)
      return { kind: 'idx', pair: { images: images.path, labels: labels.path } };
    return { kind: 'several' };
  });
}
