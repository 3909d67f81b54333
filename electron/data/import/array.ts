import type { PixelsLook } from '@shared/import/look.ts';
import { withArray } from '../array/read.ts';
import { explained } from '../../store/files/index.ts';
import { MAX_DATASET_BYTES } from '../limits.ts';
import type { Imported } from './folder.ts';
import { importPixels, requireImages, type ImportPixelsArguments } from './pixels.ts';

const KIND = 'array';

/** What there is in a file of NumPy's, by its headers alone. @throws ForgerError `damaged`, `invalid-request` */
export async function lookAtArray(path: string, signal: AbortSignal): Promise<PixelsLook> {
  return explained(() =>
    withArray(path, MAX_DATASET_BYTES, signal, async ({ count, image }) => {
      requireImages(count, KIND);
      return { kind: 'array', count, image };
    }),
  );
}

/**
 * Imports the images in an .npy or .npz, with the labels of the latter. They keep their size; pixels go to the disk as
 * they come.
 * @throws ForgerError `damaged`, `invalid-request`, …; nothing is left then.
 */
export async function importArray({ path, ...args }: ImportPixelsArguments & { path: string }): Promise<Imported> {
  return explained(() =>
    withArray(path, MAX_DATASET_BYTES, args.signal, async ({ count, image, data, labels }) => {
      requireImages(count, KIND);
      return importPixels(args, { count, image, data, labels: await labels(), words: 'a NumPy file' });
    }),
  );
}
