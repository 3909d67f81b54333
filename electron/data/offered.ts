import { ForgerError } from '@shared/contract/errors.ts';
import type { ImportProgress, OfferedDataset } from '@shared/dataset.ts';
import { DEFAULT_LETTERS } from '@shared/letters.ts';
import type { DecoderLauncher } from './decoder/launcher.ts';
import { CIFAR_10 } from './download/cifar.ts';
import { EMNIST } from './download/emnist.ts';
import { downloadPixels } from './download/known-pixels.ts';
import { KMNIST, MNIST } from './download/mnist.ts';
import { downloadNotMnist, NOT_MNIST } from './download/not-mnist.ts';
import type { Imported } from './import/folder.ts';
import { LETTERS, makeLetters } from './letters/make.ts';
import type { StudioParts } from './letters/studio.ts';
import { MADE_PAIRS, makePairs } from './pairs/make.ts';

/** Those that are fetched as pixels. */
const PIXELS = [MNIST, KMNIST, EMNIST, CIFAR_10];

/** What is not here yet but can be had: made, or downloaded. */
export const OFFERED: readonly OfferedDataset[] = [
  ...[LETTERS, ...MADE_PAIRS, NOT_MNIST],
  ...PIXELS.map(({ offer }) => offer),
];

export const isOffered = (id: string): boolean => OFFERED.some((offer) => offer.id === id);

export interface ObtainArguments {
  libraryDir: string;
  /** The folder of what ships. */
  bundledDir: string;
  decoder: DecoderLauncher;
  studio: StudioParts;
  signal: AbortSignal;
  onProgress(progress: ImportProgress): void;
}

/** Makes or downloads a data set on offer, under its own id. @throws ForgerError */
export async function obtainOffered(id: string, args: ObtainArguments): Promise<Imported> {
  if (id === LETTERS.id) return makeLetters({ ...args, ...args.studio, options: DEFAULT_LETTERS });
  if (id === NOT_MNIST.id) return downloadNotMnist(args);
  const pairs = await makePairs(id, args);
  if (pairs) return pairs;
  const known = PIXELS.find(({ offer }) => offer.id === id);
  if (known) return downloadPixels(args, known);
  throw new ForgerError('not-found', 'That data set is not on offer.');
}
