import { basename } from 'node:path';
import { assertNever } from '@shared/assert-never.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { displayText } from '@shared/display.ts';
import { EVERY, type Opening } from '@shared/import/chosen.ts';
import { explained } from '../../store/files/index.ts';
import type { DecoderLauncher } from '../decoder/launcher.ts';
import { unpackArchive } from '../source/archive/archive.ts';
import { folderSource } from '../source/folder.ts';
import { severalSource } from '../source/several.ts';
import type { PictureSource } from '../source/source.ts';
import { temporaryFolder } from '../source/temporary-folder.ts';
import { writeFrames } from '../source/video.ts';
import type { IdxPair } from './idx.ts';
import { writeMovingFrames } from './moving.ts';
import { findSource, findSeveral, type ImportSource } from './source.ts';

/** What can be imported, opened: pictures that are decoded one by one, or a file of pixels. */
export type OpenedSource =
  /** `every`: of frames every so many-th was taken; null where it has none. */
  | { kind: 'pictures'; source: PictureSource; every: number | null }
  | { kind: 'idx'; pair: IdxPair }
  | { kind: 'array'; path: string };

export interface OpenArguments {
  /** The library: what has to be unpacked lies in its folder of data sets for as long as the source is open. */
  libraryDir(): Promise<string>;
  /** Takes the frames of moving pictures. */
  decoder: DecoderLauncher;
  signal: AbortSignal;
  /** Of frames every so many-th is taken. */
  every?: number | undefined;
  /** Told of what takes long, now and again. */
  onOpening?(opening: Opening): void;
}

/** Files that `fill` writes into a folder of their own, gone when the source is closed, or when that fails. */
async function unpacked(
  words: string,
  { libraryDir, signal }: OpenArguments,
  every: number | null,
  fill: (folder: string) => Promise<PictureSource['refused']>,
): Promise<OpenedSource> {
  const { folder, remove } = await temporaryFolder(await libraryDir());
  try {
    const refused = await fill(folder);
    const source = await folderSource(folder, signal);
    return {
      ...{ kind: 'pictures', every },
      source: { ...source, refused: [...refused, ...source.refused], words, close: remove },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

type Found = ImportSource | { kind: 'several'; paths: string[] };

async function findChosen(paths: readonly string[]): Promise<Found> {
  const [first, ...more] = new Set(paths);
  if (first === undefined) throw new ForgerError('invalid-request', 'Choose a folder of images, or a file.');
  if (more.length === 0) return findSource(first);
  const found = await findSeveral([first, ...more]);
  return found.kind === 'idx' ? found : { kind: 'several', paths: [first, ...more] };
}

async function openFound(found: Found, args: OpenArguments): Promise<OpenedSource> {
  const { signal, every = EVERY.usual, onOpening = () => undefined } = args;
  switch (found.kind) {
    case 'idx':
    case 'array':
      return found;
    case 'folder':
      return { kind: 'pictures', source: await folderSource(found.folder, signal), every: null };
    case 'picture':
      return { kind: 'pictures', source: await severalSource([found.path], signal), every: null };
    case 'several':
      return { kind: 'pictures', source: await severalSource(found.paths, signal), every: null };
    case 'archive':
      return unpacked(`the archive "${nameOf(found)}"`, args, null, (folder) => {
        const onShare = (share: number): void => onOpening({ what: 'archive', share });
        return unpackArchive(found.path, found.archive, folder, { signal, onShare });
      });
    case 'moving':
      return unpacked(`the moving picture "${nameOf(found)}"`, args, every, async (folder) => {
        const onShare = (share: number): void => onOpening({ what: 'frames', share });
        await writeMovingFrames(found.path, folder, { every, signal, decoder: args.decoder, onShare });
        return [];
      });
    case 'video':
      return unpacked(`the video "${nameOf(found)}"`, args, every, async (folder) => {
        onOpening({ what: 'frames', share: null });
        await writeFrames(found.path, found.format, folder, { every, signal });
        return [];
      });
    default:
      return assertNever(found);
  }
}

const nameOf = ({ path }: { path: string }): string => displayText(basename(path));

/**
 * Opens what there is to import: a folder, several, single pictures, an archive, a video, or a file of pixels.
 * @throws ForgerError `invalid-request` where nothing can be imported there, `damaged`, `cancelled`, …; nothing is left
 *   then
 */
export async function openSource(paths: readonly string[], args: OpenArguments): Promise<OpenedSource> {
  return explained(async () => openFound(await findChosen(paths), args));
}

/** Says at once where nothing can be imported. @throws ForgerError `not-found`, `invalid-request` */
export async function requireSource(paths: readonly string[]): Promise<void> {
  await explained(() => findChosen(paths));
}
