import { ForgerError } from '@shared/contract/errors.ts';
import type { DatasetRecord } from '@shared/dataset.ts';
import { ranked } from '@shared/ranked.ts';
import { datasetImages, openToTrain } from '../../../data/index.ts';
import { writeFeatures } from '../../../store/features.ts';
import { distancesFrom, oddnessOf } from '../../evaluation/oddness.ts';
import type { Rows } from '../../evaluation/rows.ts';
import { scale, scalingOf, type Scaling } from '../../evaluation/scaling.ts';
import { RESIDENT_BYTES } from '../../training/feed.ts';
import { openProcessor } from '../processor.ts';
import { featuresOfDataset } from '../vision/dataset-features.ts';
import { openVision } from '../vision/open.ts';
import { recordOf, type SurveyArguments } from './measure.ts';
import { oddnessKept } from './kept.ts';

/** Pictures whose neighbours are looked for before it is told how far that is. */
const BLOCK = 200;

interface Seen {
  hash: string;
  /** Of the images that features are kept of, ascending. */
  indices: Uint32Array;
  scaling: Scaling;
  rows: Rows;
}

/**
 * What the network that sees makes of the pictures of a data set, beside each other: 10,000 of them at most, see `keptImages`, so that
 * distances between all take seconds, and memory tens of megabytes, whatever the size of the data set.
 */
export class Sight {
  /** Of the data set that was asked about last. */
  #seen: Seen | null = null;

  /** Works out how odd each picture is, and keeps it by the data set's hash. @throws {ForgerError}; the signal's reason */
  async survey(args: SurveyArguments): Promise<void> {
    const { library, signal, onProgress } = args;
    const record = await recordOf(args);
    const { rows } = await this.#look(args, record);
    const odd = new Float32Array(rows.count);
    for (let from = 0; from < rows.count; from += BLOCK) {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      const to = Math.min(rows.count, from + BLOCK);
      odd.set(oddnessOf(rows, { from, to }), from);
      onProgress({ step: 'distances', done: to, total: rows.count });
    }
    await writeFeatures(library, oddnessKept(record), odd);
  }

  /**
   * The images that features are kept of by their distance from one, which may be another: the nearest first, itself before all.
   * @param to its number @throws {ForgerError}; the signal's reason
   */
  async nearest(args: SurveyArguments, to: number): Promise<Uint32Array> {
    const record = await recordOf(args);
    if (to >= record.count)
      throw new ForgerError('invalid-request', `"${record.name}" has no image ${to + 1}. Choose one of its own.`);
    const seen = await this.#look(args, record);
    const { rows, indices } = seen;
    const place = indices.indexOf(to);
    const own =
      place < 0
        ? await this.#featuresOf(args, seen, to)
        : rows.values.slice(place * rows.size, (place + 1) * rows.size);
    const distances = Float32Array.from(distancesFrom(own, rows));
    if (place >= 0) distances[place] = -1;
    const order = ranked(distances, false).map((row) => indices[row] ?? 0);
    return place >= 0 ? order : Uint32Array.of(to, ...order);
  }

  async #featuresOf(
    { library, bundledDir, dataset }: SurveyArguments,
    seen: Seen,
    image: number,
  ): Promise<Float64Array> {
    const { record, images } = await datasetImages(library, bundledDir, dataset, { label: null }, () => [image]);
    await openProcessor();
    const vision = await openVision();
    return scale(await vision.features(images[0] ?? new Uint8Array(), record.image), seen.scaling).values;
  }

  async #look(args: SurveyArguments, record: DatasetRecord): Promise<Seen> {
    if (this.#seen?.hash === record.hash) return this.#seen;
    const { library, bundledDir, dataset, signal, onProgress } = args;
    const opened = await openToTrain(library, bundledDir, dataset, RESIDENT_BYTES);
    try {
      await openProcessor();
      const images = { pixels: opened.pixels, count: record.count, image: record.image, labels: opened.labels };
      const progress = (done: number, total: number): void => onProgress({ step: 'features', done, total });
      const { features, indices } = await featuresOfDataset(
        library,
        { hash: record.hash, images },
        { progress, signal },
      );
      const scaling = scalingOf(features, indices.length);
      this.#seen = { hash: record.hash, indices, scaling, rows: scale(features, scaling) };
      return this.#seen;
    } finally {
      await opened.close();
    }
  }
}
