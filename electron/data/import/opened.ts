import { assertNever } from '@shared/assert-never.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { PIXEL_FILES, type ImportLook, type PixelsLook } from '@shared/import/look.ts';
import type { PairsChoice } from '@shared/import/options.ts';
import { explained } from '../../store/files/index.ts';
import { importArray, lookAtArray } from './array.ts';
import { importPictures, type Imported, type ImportPicturesArguments } from './folder.ts';
import { importIdx, lookAtIdx } from './idx.ts';
import { lookAtPictures, type LookArguments } from './look.ts';
import type { OpenedSource } from './open.ts';

/** @throws ForgerError `invalid-request` */
function requireNoPairs(kind: PixelsLook['kind'], pairs: PairsChoice = 'off'): void {
  if (pairs === 'off') return;
  throw new ForgerError(
    'invalid-request',
    `Pairs are made of pictures, and ${PIXEL_FILES[kind]} are imported as they are: take no pairs here.`,
  );
}

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
      requireNoPairs(opened.kind, args.pairs);
      return lookAtIdx(opened.pair);
    case 'array':
      requireNoPairs(opened.kind, args.pairs);
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
      requireNoPairs(opened.kind, args.options.pairs);
      return importIdx({ ...pixels, pair: opened.pair });
    case 'array':
      requireNoPairs(opened.kind, args.options.pairs);
      return importArray({ ...pixels, path: opened.path });
    default:
      return assertNever(opened);
  }
}

/** Gives up what was unpacked for it. */
export async function closeOpened(opened: OpenedSource): Promise<void> {
  if (opened.kind === 'pictures') await opened.source.close();
}
