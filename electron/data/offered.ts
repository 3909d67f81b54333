import { ForgerError } from '@shared/contract/errors.ts';
import type { ImportProgress, OfferedDataset } from '@shared/dataset.ts';
import { DEFAULT_LETTERS } from '@shared/letters.ts';
import type { DecoderLauncher } from './decoder/launcher.ts';
import { downloadMnist, MNIST } from './download/mnist.ts';
import { downloadNotMnist, NOT_MNIST } from './download/not-mnist.ts';
import type { Imported } from './import/folder.ts';
import { LETTERS, makeLetters } from './letters/make.ts';
import type { StudioParts } from './letters/studio.ts';

/** What is not here yet but can be had: made, or downloaded. */
export const OFFERED: readonly OfferedDataset[] = [LETTERS, NOT_MNIST, MNIST];

export const isOffered = (id: string): boolean => OFFERED.some((offer) => offer.id === id);

export interface ObtainArguments {
  libraryDir: string;
  decoder: DecoderLauncher;
  studio: StudioParts;
  signal: AbortSignal;
  onProgress(progress: ImportProgress): void;
}

/** Makes or downloads a data set on offer, under its own id. @throws ForgerError */
export async function obtainOffered(id: string, args: ObtainArguments): Promise<Imported> {
  switch (id) {
    case LETTERS.id:
      return makeLetters({ ...args, ...args.studio, options: DEFAULT_LETTERS });
    case NOT_MNIST.id:
      return downloadNotMnist(args);
    case MNIST.id:
      return downloadMnist(args);
    default:
      throw new ForgerError('not-found', 'That data set is not on offer.');
  }
}
