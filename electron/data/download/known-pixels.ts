import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { ImportProgress, OfferedDataset } from '@shared/dataset.ts';
import { explained, makeFolder } from '../../store/files/index.ts';
import type { Imported } from '../import/folder.ts';
import { importPixels, type ReadyPixels } from '../import/pixels.ts';
import { Progress } from '../import/progress.ts';
import { datasetsDir } from '../library/folder.ts';
import { hasDataset } from '../library/read.ts';
import { fetchPinned, type PinnedFile } from './fetch-file.ts';

/** What an archive that was fetched is unpacked with. */
export interface Fetched {
  /** In the order of {@link KnownPixels.files}. */
  paths: readonly string[];
  /** A folder that goes with the download, for what has to be written before it is read. */
  folder: string;
  signal: AbortSignal;
}

/** A data set of pixels that is known before it is fetched. */
export interface KnownPixels {
  offer: OfferedDataset;
  /** Addresses of folders that hold the files under their names. */
  mirrors: readonly string[];
  files: readonly PinnedFile[];
  /** Images that are expected: what progress counts to. */
  count: number;
  /** What a number for a label means; without, the number is its name. */
  labelNames?: readonly string[];
  /** Reads them, and hands them on for as long as `use` takes. @throws ForgerError `damaged` */
  read(fetched: Fetched, use: (pixels: ReadyPixels) => Promise<Imported>): Promise<Imported>;
}

/** What is offered of a data set, of the size of its files. */
export const offerOf = (
  files: readonly PinnedFile[],
  told: Pick<OfferedDataset, 'id' | 'name' | 'source' | 'licence'>,
): OfferedDataset => ({
  state: 'offered',
  how: 'download',
  ...told,
  bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
});

export interface DownloadPixelsArguments {
  libraryDir: string;
  signal: AbortSignal;
  /** In images, in the proportion in which their bytes are there. */
  onProgress(progress: ImportProgress): void;
}

/** Kept when cut off, so that the next try goes on; hidden, so that it is no data set. */
const downloadDir = (libraryDir: string, id: string): string => join(datasetsDir(libraryDir), `.download-${id}`);

/**
 * Fetches a known data set, checks it and puts it into the library, under its own id.
 * @throws ForgerError `offline`; `damaged`; `invalid-request` when it is there already.
 */
export async function downloadPixels(args: DownloadPixelsArguments, known: KnownPixels): Promise<Imported> {
  const { libraryDir, signal } = args;
  const { offer, files, mirrors, count } = known;
  return explained(async () => {
    signal.throwIfAborted();
    if (await hasDataset(libraryDir, offer.id))
      throw new ForgerError('invalid-request', `${offer.name} is in the library already.`);
    const folder = downloadDir(libraryDir, offer.id);
    await makeFolder(datasetsDir(libraryDir));
    await makeFolder(folder);
    const progress = new Progress(count, args.onProgress);
    const share = count / files.reduce((sum, { bytes }) => sum + bytes, 0);
    const paths: string[] = [];
    for (const file of files) {
      const path = join(folder, file.name);
      let before = 0;
      await fetchPinned(
        mirrors.map((mirror) => mirror + file.name),
        path,
        file,
        {
          signal,
          onBytes: (bytes) => {
            progress.step(0, (bytes - before) * share);
            before = bytes;
          },
        },
      );
      paths.push(path);
    }
    const { id, name, source, licence } = offer;
    const imported = await known.read({ paths, folder, signal }, (pixels) =>
      importPixels({ libraryDir, name, signal, onProgress: () => undefined }, pixels, {
        ...{ id, source, licence },
        ...(known.labelNames && { labelNames: known.labelNames }),
      }),
    );
    progress.end(0);
    await rm(folder, { recursive: true, force: true });
    return imported;
  });
}

/** The archive is whole, but what is in it is not what it is known for. */
export const otherContent = (cause?: unknown): ForgerError =>
  new ForgerError(
    'damaged',
    'The archive does not hold the images that it is known for, so nothing was imported. Try again later.',
    { cause },
  );
