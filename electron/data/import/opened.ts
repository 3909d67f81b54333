import { assertNever } from '@shared/assert-never.ts';
import type { ImportLook } from '@shared/import/look.ts';
import { explained } from '../../store/files/index.ts';
import { importArray, lookAtArray } from './array.ts';
import { importPictures, type Imported, type ImportPicturesArguments } from './folder.ts';
import { importIdx, lookAtIdx } from './idx.ts';
import { lookAtPictures, type LookArguments } from './look.ts';
import type { OpenedSource } from './open.ts';

/**
 * Looks at what was opened: at every picture, see {@link lookAtPictures}; of pixels at what says their shape.
 * @throws ForgerError `invalid-request`, `damaged`, `cancelled`, …
 */
export async function lookAtOpened(opened: OpenedSource, args: LookArguments): Promise<ImportLook> {
  switch (opened.kind) {
    case 'pictures': {
      const { source, every } = opened;
      const look = await explained(() => lookAtPictures(source, args));
      return every === null ? look : { ...look, every };
    }
    case 'idx':
      return lookAtIdx(opened.pair);
    case 'array':
      return lookAtArray(opened.path, args.signal);
    default:
      return assertNever(opened);
  }
}

/**
 * Imports what was opened, as the options choose; of pixels only their name counts.
 * @throws ForgerError; nothing is left then
 */
export async function importOpened(opened: OpenedSource, args: ImportPicturesArguments): Promise<Imported> {
  const { libraryDir, signal, onProgress } = args;
  const pixels = { libraryDir, signal, onProgress, name: args.options.name };
  switch (opened.kind) {
    case 'pictures':
      return importPictures(opened.source, args);
    case 'idx':
      return importIdx({ ...pixels, pair: opened.pair });
    case 'array':
      return importArray({ ...pixels, path: opened.path });
    default:
      return assertNever(opened);
  }
}

/** Gives up what was unpacked for it. */
export async function closeOpened(opened: OpenedSource): Promise<void> {
  if (opened.kind === 'pictures') await opened.source.close();
}
