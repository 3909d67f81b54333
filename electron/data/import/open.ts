import { basename } from 'node:path';
import { assertNever } from '@shared/assert-never.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { displayText } from '@shared/display.ts';
import { explained } from '../../store/files/index.ts';
import { unpackArchive } from '../source/archive/archive.ts';
import { folderSource } from '../source/folder.ts';
import { severalSource } from '../source/several.ts';
import type { PictureSource } from '../source/source.ts';
import { temporaryFolder } from '../source/temporary-folder.ts';
import { writeFrames } from '../source/video.ts';
import type { IdxPair } from './idx.ts';
import { findSource, findSeveral } from './source.ts';

/** What can be imported, opened: pictures that are decoded one by one, or a file of pixels. */
export type OpenedSource =
  { kind: 'pictures'; source: PictureSource } | { kind: 'idx'; pair: IdxPair } | { kind: 'array'; path: string };

export interface OpenArguments {
  /** What has to be unpacked lies in its folder of data sets for as long as the source is open. */
  libraryDir: string;
  signal: AbortSignal;
  /** Of a video, every n-th frame is taken. */
  every?: number;
  /** How much of an archive is unpacked, 0 … 1. */
  onShare?(share: number): void;
}

/** Frames that follow each other closely are nearly one picture. */
const EVERY_FRAME = 10;

/** Files that `fill` writes into a folder of their own, gone when the source is closed, or when that fails. */
async function unpacked(
  words: string,
  args: OpenArguments,
  fill: (folder: string) => Promise<PictureSource['refused']>,
): Promise<OpenedSource> {
  const { folder, remove } = await temporaryFolder(args.libraryDir);
  try {
    const refused = await fill(folder);
    const source = await folderSource(folder, args.signal);
    return {
      kind: 'pictures',
      source: { ...source, refused: [...refused, ...source.refused], words, close: remove },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function openOne(path: string, args: OpenArguments): Promise<OpenedSource> {
  const { signal, every = EVERY_FRAME, onShare = () => undefined } = args;
  const found = await findSource(path);
  const name = displayText(basename(path));
  switch (found.kind) {
    case 'idx':
    case 'array':
      return found;
    case 'folder':
      return { kind: 'pictures', source: await folderSource(found.folder, signal) };
    case 'picture':
      return { kind: 'pictures', source: await severalSource([found.path], signal) };
    case 'archive':
      return unpacked(`the archive "${name}"`, args, (folder) =>
        unpackArchive(found.path, found.archive, folder, { signal, onShare }),
      );
    case 'video':
      return unpacked(`the video "${name}"`, args, async (folder) => {
        await writeFrames(found.path, found.format, folder, { every, signal });
        return [];
      });
    default:
      return assertNever(found);
  }
}

async function openSeveral(paths: readonly string[], { signal }: OpenArguments): Promise<OpenedSource> {
  const found = await findSeveral(paths);
  return found.kind === 'idx' ? found : { kind: 'pictures', source: await severalSource(paths, signal) };
}

/**
 * Opens what there is to import: a folder, several, single pictures, an archive, a video, or a file of pixels.
 * @throws ForgerError `invalid-request` where nothing can be imported there, `damaged`, `cancelled`, …; nothing is left
 *   then
 */
export async function openSource(paths: readonly string[], args: OpenArguments): Promise<OpenedSource> {
  return explained(async () => {
    const [first, ...more] = new Set(paths);
    if (first === undefined) throw new ForgerError('invalid-request', 'Choose a folder of images, or a file.');
    return more.length === 0 ? openOne(first, args) : openSeveral([first, ...more], args);
  });
}
