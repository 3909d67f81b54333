import { ForgerError } from '@shared/contract/errors.ts';
import type { SurveyProgress } from '@shared/browse.ts';
import { MEASURES, measuresOf } from '@shared/picture-measures.ts';
import { datasetBlocks, findDatasetRecord } from '../../../data/index.ts';
import { readFeatures, writeFeatures } from '../../../store/features.ts';
import { measuresKept } from './kept.ts';

export interface SurveyArguments {
  /** Folder of the library. */
  library: string;
  bundledDir: string;
  /** Id of the data set. */
  dataset: string;
  signal: AbortSignal;
  onProgress(progress: SurveyProgress): void;
}

/** Pixels that are looked at before what is known of them is kept: some seconds. */
const KEPT_EVERY = 2 ** 30;
/** Images measured before a wish to stop is heard. */
const AT_ONCE = 2000;

/** @throws {ForgerError} `not-found` */
export async function recordOf({ library, bundledDir, dataset }: SurveyArguments) {
  const found = await findDatasetRecord(library, bundledDir, dataset);
  if (found) return found.record;
  throw new ForgerError('not-found', 'There is no such data set in the library. Choose one from the list.');
}

/**
 * Measures every picture of a data set, once: what is known is kept by its hash, and work that was cut off goes on behind
 * it. In memory lies what was measured, 16 bytes a picture, and a few megabytes of pixels.
 * @throws {ForgerError} not-found, damaged, no-space, …; the signal's reason when it is aborted
 */
export async function measureDataset(args: SurveyArguments): Promise<void> {
  const { library, bundledDir, dataset, signal, onProgress } = args;
  const record = await recordOf(args);
  const { image, count } = record;
  const width = MEASURES.length;
  const rows = new Float32Array(count * width);
  const kept = await readFeatures(library, measuresKept(record));
  rows.set(kept.subarray(0, rows.length));
  let done = Math.min(count, kept.length / width);
  const size = image.height * image.width * image.channels;
  const tell = (): void => onProgress({ step: 'measures', done, total: count });
  tell();
  if (done === count) return;
  const keep = (): Promise<void> => writeFeatures(library, measuresKept(record), rows.subarray(0, done * width));
  let written = done;
  for await (const pixels of datasetBlocks(library, bundledDir, dataset, done)) {
    for (let at = 0; at < pixels.length; at += size, done += 1) {
      const measures = measuresOf(pixels.subarray(at, at + size), image);
      for (const [place, measure] of MEASURES.entries()) rows[done * width + place] = measures[measure];
      if (done % AT_ONCE !== 0) continue;
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    }
    tell();
    if ((done - written) * size < KEPT_EVERY) continue;
    await keep();
    written = done;
  }
  await keep();
}
