import { createHash } from 'node:crypto';
import { MOST_IMAGES, type CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import type { MeasuredId } from '@shared/measured.ts';
import { isPaired } from '@shared/pairs.ts';
import type { RunRecord } from '@shared/run.ts';
import type { Checkpoint, Library } from '../../../store/index.ts';
import { measure, prepare, type Prepared } from '../../evaluation/measure.ts';
import { permutation } from '../../random/draws.ts';
import { pixelsOf, type Images } from '../../training/batches.ts';
import { FEATURES, type Vision } from '../../vision/index.ts';
import { featuresOfDataset, type DatasetFeatures } from '../vision/dataset-features.ts';
import { openVision } from '../vision/open.ts';
import { trainedImages } from '../vision/trained-images.ts';
import { realsOf } from '../../training/pairs.ts';
import { knownByHeart } from './by-heart.ts';
import { drawFakes } from './fakes.ts';

/** Real images are those of the data set, not of the run: its runs can be compared. */
const SEED = 0;

/** What features of the targets of pairs are kept by: those of the pairs are kept by their own hash. */
const targetsHash = (hash: string): string => createHash('sha256').update(`targets of ${hash}`).digest('hex');

/** A run as far as its generators are measured by it. */
export interface Metered {
  record: Pick<RunRecord, 'networks' | 'config' | 'recipe' | 'stepsPerEpoch'> & {
    dataset: Pick<RunRecord['dataset'], 'labels'>;
  };
  images: Images;
}

export interface MeterArguments extends Metered {
  library: Pick<Library, 'dir'>;
  record: RunRecord;
}

/**
 * Measures generators of one run by what a network that sees makes of their images. The same images of the data set and the
 * same latents each time, and nothing that training draws: the same weights give the same values.
 */
export class Meter {
  readonly #record: Metered['record'];
  readonly #vision: Vision;
  readonly #prepared: Prepared;
  readonly #images: Images;
  /** The real images, whose labels G is asked for where it knows any; of pairs, their inputs. */
  readonly #indices: Uint32Array;

  private constructor({ record, images }: Metered, vision: Vision, prepared: Prepared, indices: Uint32Array) {
    this.#record = record;
    this.#images = images;
    this.#vision = vision;
    this.#prepared = prepared;
    this.#indices = indices;
  }

  /**
   * Looks at the data set, the first time for all runs on it.
   * @throws {ForgerError} where there is no network that sees, …; what the signal was aborted with
   */
  static async open({ library, record, images }: MeterArguments, signal: AbortSignal): Promise<Meter> {
    const hash = isPaired(record.networks) ? targetsHash(record.dataset.hash) : record.dataset.hash;
    const reals = realsOf(images, record.networks);
    const known = await featuresOfDataset(library.dir, { hash, images: reals }, { signal });
    return Meter.knowing(known, { record, images });
  }

  /** @throws {ForgerError} where there is no network that sees, … */
  static async knowing(known: DatasetFeatures, { record, images }: Metered): Promise<Meter> {
    const vision = await openVision();
    const reals = realsOf(images, record.networks);
    const { image, labels } = reals;
    const places = permutation({ seed: SEED, purpose: 'evaluationImages', step: 0 }, known.indices.length);
    const chosen = places.slice(0, MOST_IMAGES);
    const indices = chosen.map((place) => known.indices[place] ?? 0);
    const features = new Float32Array(chosen.length * FEATURES);
    for (const [at, place] of chosen.entries())
      features.set(known.features.subarray(place * FEATURES, (place + 1) * FEATURES), at * FEATURES);
    const labelled = Uint16Array.from(indices, (index) => labels?.[index] ?? 0);
    const classes = labels && record.dataset.labels ? { count: record.dataset.labels.length, labels: labelled } : null;
    const prepared = prepare({
      real: { count: indices.length, image, pixels: pixelsOf(reals, indices), features },
      trained: trainedImages(known, reals),
      ...(classes && { classes }),
    });
    return new Meter({ record, images }, vision, prepared, indices);
  }

  /** @throws what the signal was aborted with */
  async of(checkpoint: Checkpoint, signal: AbortSignal): Promise<CheckpointEvaluation> {
    const started = performance.now();
    const { networks, stepsPerEpoch } = this.#record;
    const { step } = checkpoint;
    const average = checkpoint.average !== undefined;
    const pixels = await this.draw(checkpoint, signal);
    const features = await this.#vision.features(pixels, networks.image);
    signal.throwIfAborted();
    const fakes = { count: MOST_IMAGES, image: networks.image, pixels, features };
    const values: Record<MeasuredId, number | null> = {
      ...(await measure(fakes, this.#prepared, signal)),
      byHeart: await knownByHeart(this.#record, checkpoint, this.#images, signal),
    };
    const seconds = (performance.now() - started) / 1000;
    return {
      id: 'checkpoint',
      step,
      epoch: step / stepsPerEpoch,
      average,
      values,
      samples: MOST_IMAGES,
      seconds,
    };
  }

  /** Takes what memory measuring a checkpoint takes, but for some sums, and measures nothing. */
  async rehearse(checkpoint: Checkpoint, signal: AbortSignal): Promise<void> {
    await this.#vision.features(await this.draw(checkpoint, signal), this.#record.networks.image);
    await knownByHeart(this.#record, checkpoint, this.#images, signal);
  }

  /** @returns fakes of a checkpoint, [500, height, width, channels], 0 … 255 */
  draw(checkpoint: Checkpoint, signal: AbortSignal): Promise<Uint8Array> {
    const weights = checkpoint.average ? 'average' : 'own';
    const images = this.#images;
    const labels = Int32Array.from(this.#indices, (index) => images.labels?.[index] ?? 0);
    const { length } = this.#indices;
    const again = Uint32Array.from({ length: MOST_IMAGES }, (_, at) => this.#indices[at % length] ?? 0);
    const pairs = isPaired(this.#record.networks) ? pixelsOf(images, again) : null;
    return drawFakes(this.#record, { checkpoint, weights, pairs, labels, count: MOST_IMAGES, signal });
  }
}
