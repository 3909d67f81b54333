import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord, ImportProgress } from '@shared/dataset.ts';
import type { IdxLook } from '@shared/import/look.ts';
import { imageShapeSchema, type ImageShape } from '@shared/network/layers.ts';
import { explained } from '../../store/files/index.ts';
import { collect, withIdxFile } from '../idx/read.ts';
import type { IdxHeader } from '../idx/header.ts';
import { buildDataset, type DatasetFacts } from '../library/build.ts';
import type { PixelWriter } from '../library/pixel-writer.ts';
import { FEWEST_IMAGES, MAX_DATASET_BYTES, MAX_LABEL_BYTES } from '../limits.ts';
import type { Imported } from './folder.ts';
import { countLabels, Progress } from './progress.ts';

export interface IdxPair {
  images: string;
  labels: string | null;
}

export interface ImportIdxArguments {
  libraryDir: string;
  pair: IdxPair;
  name: string;
  signal: AbortSignal;
  onProgress(progress: ImportProgress): void;
}

/** What a known data set says of itself. */
export type KnownFacts = Pick<DatasetRecord, 'id' | 'source' | 'licence'>;

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
  if (count < FEWEST_IMAGES) {
    throw new ForgerError(
      'invalid-request',
      `This IDX file holds only one image, and at least ${FEWEST_IMAGES} are needed.`,
    );
  }
  return { count, image: image.data };
}

/** What there is in a file of images, by its header alone. @throws ForgerError `damaged`, `invalid-request` */
export async function lookAtIdx({ images }: IdxPair): Promise<IdxLook> {
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

/**
 * IDX labels have no names: their numbers serve. Those without an image are no labels: EMNIST's letters are counted from
 * 1, and a network told of a 0 would learn to make nothing of it.
 */
function labelsOf(numbers: Uint8Array): { names: string[]; numbers: Uint16Array } {
  const used = [...new Set(numbers)].sort((a, b) => a - b);
  const places = new Map(used.map((number, place) => [number, place]));
  return { names: used.map(String), numbers: Uint16Array.from(numbers, (number) => places.get(number) ?? 0) };
}

/**
 * Imports a file of images in the IDX format of MNIST, with its labels where they are given, gzipped or
 * plain. The images keep their size. Pixels go to the disk as they come.
 * @throws ForgerError `damaged`, `invalid-request`, …; nothing is left then.
 */
export async function importIdx(args: ImportIdxArguments, known?: KnownFacts): Promise<Imported> {
  const started = performance.now();
  const { pair, signal } = args;
  return explained(async () => {
    const labels = pair.labels === null ? null : await readLabels(pair.labels);
    return withIdxFile(pair.images, MAX_DATASET_BYTES, async (idx) => {
      const { count, image } = imageShape(idx.header);
      if (labels && labels.length !== count) {
        throw new ForgerError(
          'invalid-request',
          `There are ${count.toLocaleString('en')} images but ${labels.length.toLocaleString('en')} labels: choose two files that belong together.`,
        );
      }
      const imageBytes = image.height * image.width * image.channels;
      const progress = new Progress(count, args.onProgress);
      const fill = async (pixels: PixelWriter): Promise<DatasetFacts> => {
        for await (const chunk of idx.data) {
          signal.throwIfAborted();
          await pixels.append(chunk);
          progress.step(0, chunk.length / imageBytes);
        }
        const { names, numbers } = labels ? labelsOf(labels) : { names: null, numbers: null };
        const seconds = Math.round((performance.now() - started) / 10) / 100;
        progress.end(0);
        return {
          name: args.name,
          source: known?.source ?? 'Imported from IDX files',
          licence: known?.licence ?? null,
          labels: names,
          numbers,
          report: { imported: count, refused: [], labels: countLabels(names, numbers), seconds },
        };
      };
      return buildDataset(args.libraryDir, image, fill, known?.id);
    });
  });
}
