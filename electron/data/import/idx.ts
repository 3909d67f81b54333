import { ForgerError } from '@shared/contract/errors.ts';
import type { PixelsLook } from '@shared/import/look.ts';
import { imageShapeSchema, type ImageShape } from '@shared/network/layers.ts';
import { explained } from '../../store/files/index.ts';
import { collect, withIdxFile } from '../idx/read.ts';
import type { IdxHeader } from '../idx/header.ts';
import { MAX_DATASET_BYTES, MAX_LABEL_BYTES } from '../limits.ts';
import type { Imported } from './folder.ts';
import { importPixels, requireImages, type ImportPixelsArguments, type ReadyPixels } from './pixels.ts';

export interface IdxPair {
  images: string;
  labels: string | null;
}

export interface ImportIdxArguments extends ImportPixelsArguments {
  pair: IdxPair;
}

/** IDX images keep their size: [count, height, width] is grey, a fourth dimension of 1 or 3 the channels. */
function imageShape({ dimensions }: IdxHeader): { count: number; image: ImageShape } {
  const [count = 0, height = 0, width = 0, channels = 1] = dimensions;
  const image = imageShapeSchema.safeParse({ height, width, channels });
  if (dimensions.length < 3 || !image.success) {
    throw new ForgerError(
      'invalid-request',
      'This IDX file does not hold images of 1 to 1024 pixels a side, grey or RGB. Choose the file of the images (…-images-idx3-ubyte).',
    );
  }
  requireImages(count, 'IDX file');
  return { count, image: image.data };
}

/** What there is in a file of images, by its header alone. @throws ForgerError `damaged`, `invalid-request` */
export async function lookAtIdx({ images }: IdxPair): Promise<PixelsLook> {
  return explained(() =>
    withIdxFile(images, MAX_DATASET_BYTES, async (idx) => {
      const shape = imageShape(idx.header);
      // Begun and left: whatever inflates it ends before the file is closed.
      for await (const _ of idx.data) break;
      return { kind: 'idx', ...shape };
    }),
  );
}

async function readLabels(path: string): Promise<Uint8Array> {
  return withIdxFile(path, MAX_LABEL_BYTES, async (idx) => {
    if (idx.header.dimensions.length === 1) return collect(idx);
    throw new ForgerError(
      'invalid-request',
      'The second IDX file does not hold labels. Choose the …-labels-idx1-ubyte file that belongs to the images.',
    );
  });
}

/** Opens a pair of files, and hands on what is in it for as long as `use` takes. @throws ForgerError `damaged`, `invalid-request` */
export async function withIdxPair<Result>(
  pair: IdxPair,
  use: (pixels: ReadyPixels) => Promise<Result>,
): Promise<Result> {
  const labels = pair.labels === null ? null : await readLabels(pair.labels);
  return withIdxFile(pair.images, MAX_DATASET_BYTES, async ({ header, data }) => {
    const { count, image } = imageShape(header);
    if (labels && labels.length !== count) {
      throw new ForgerError(
        'invalid-request',
        `There are ${count.toLocaleString('en')} images but ${labels.length.toLocaleString('en')} labels: choose two files that belong together.`,
      );
    }
    return use({ count, image, data, labels, words: 'IDX files' });
  });
}

/**
 * Imports a file of images in the IDX format of MNIST, with its labels where they are given, gzipped or
 * plain. The images keep their size. Pixels go to the disk as they come.
 * @throws ForgerError `damaged`, `invalid-request`, …; nothing is left then.
 */
export async function importIdx({ pair, ...args }: ImportIdxArguments): Promise<Imported> {
  return explained(() => withIdxPair(pair, (pixels) => importPixels(args, pixels)));
}
