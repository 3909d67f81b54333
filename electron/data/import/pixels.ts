import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord, ImportProgress } from '@shared/dataset.ts';
import type { ImageShape } from '@shared/network/layers.ts';
import { FEWEST_IMAGES, MAX_LABELS } from '../limits.ts';
import { buildDataset, type DatasetFacts } from '../library/build.ts';
import type { PixelWriter } from '../library/pixel-writer.ts';
import type { Imported } from './folder.ts';
import { countLabels, Progress } from './progress.ts';

/** Pixels that become a data set as they are: a file of them says size and channels. */
export interface ReadyPixels {
  count: number;
  image: ImageShape;
  /** A number for each image; null without labels. */
  labels: ArrayLike<number> | null;
  /** Image by image, rows first, channels last, in pieces; throws where the file holds fewer or more. */
  data: AsyncIterable<Uint8Array>;
  /** Where they came from, in words that name no path of this machine: 'IDX files'. */
  words: string;
}

/** What a known data set says of itself. */
export type KnownFacts = Pick<DatasetRecord, 'id' | 'source' | 'licence'> & {
  /** By the numbers of its labels. */
  labelNames?: readonly string[];
};

export interface ImportPixelsArguments {
  libraryDir: string;
  name: string;
  signal: AbortSignal;
  onProgress(progress: ImportProgress): void;
}

/** @param kind "IDX file" @throws ForgerError `invalid-request` */
export function requireImages(count: number, kind: string): void {
  if (count >= FEWEST_IMAGES) return;
  throw new ForgerError(
    'invalid-request',
    `This ${kind} holds ${count === 0 ? 'no image' : 'only one image'}, and at least ${FEWEST_IMAGES} are needed.`,
  );
}

/**
 * Such labels have no names unless these are known: their numbers serve. Those without an image are no labels: EMNIST's letters are counted from
 * 1, and a network told of a 0 would learn to make nothing of it.
 */
function namedByNumber(
  labels: ArrayLike<number>,
  known: readonly string[] = [],
): { names: string[]; numbers: Uint16Array } {
  const all = Array.from(labels);
  const used = [...new Set(all)].sort((a, b) => a - b);
  if (used.length > MAX_LABELS)
    throw new ForgerError(
      'invalid-request',
      `These are more than ${MAX_LABELS.toLocaleString('en')} labels, which is more than a data set may have.`,
    );
  const places = new Map(used.map((number, place) => [number, place]));
  return {
    names: used.map((number) => known[number] ?? String(number)),
    numbers: Uint16Array.from(all, (number) => places.get(number) ?? 0),
  };
}

/** Writes pixels into a data set as they come. @throws ForgerError; nothing is left then */
export async function importPixels(
  { libraryDir, name, signal, onProgress }: ImportPixelsArguments,
  { count, image, labels, data, words }: ReadyPixels,
  known?: KnownFacts,
): Promise<Imported> {
  const started = performance.now();
  const imageBytes = image.height * image.width * image.channels;
  const progress = new Progress(count, onProgress);
  const fill = async (pixels: PixelWriter): Promise<DatasetFacts> => {
    for await (const chunk of data) {
      signal.throwIfAborted();
      await pixels.append(chunk);
      progress.step(0, chunk.length / imageBytes);
    }
    const { names, numbers } = labels ? namedByNumber(labels, known?.labelNames) : { names: null, numbers: null };
    const seconds = Math.round((performance.now() - started) / 10) / 100;
    progress.end(0);
    return {
      name,
      source: known?.source ?? `Imported from ${words}`,
      licence: known?.licence ?? null,
      labels: names,
      numbers,
      report: { imported: count, refused: [], labels: countLabels(names, numbers), seconds },
    };
  };
  return buildDataset(libraryDir, image, fill, known?.id);
}
