import { MOST_IMAGES, type CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import { imageRangeOf } from '@shared/network/layers.ts';
import type { RunRecord } from '@shared/run.ts';
import { generatorWeights, type Checkpoint, type Library } from '../../../store/index.ts';
import { measure, prepare, type Prepared } from '../../evaluation/measure.ts';
import { Network } from '../../network/network.ts';
import { permutation } from '../../random/draws.ts';
import { pixelsOf, type Images } from '../../training/batches.ts';
import { drawsOf } from '../../training/device-draws.ts';
import { drawLatents } from '../../training/latents.ts';
import { drawImages } from '../../training/samples.ts';
import { loadVariables } from '../../training/state.ts';
import { FEATURES, type Vision } from '../../vision/index.ts';
import { featuresOfDataset } from '../vision/dataset-features.ts';
import { openVision } from '../vision/open.ts';

/** Real images are those of the data set, not of the run: its runs can be compared. */
const SEED = 0;

export interface MeterArguments {
  library: Pick<Library, 'dir'>;
  record: RunRecord;
  images: Images;
}

/**
 * Measures generators of one run by what a network that sees makes of their images. The same images of the data set and the
 * same latents each time, and nothing that training draws: the same weights give the same values.
 */
export class Meter {
  readonly #record: RunRecord;
  readonly #vision: Vision;
  readonly #prepared: Prepared;
  /** Labels that G is asked for, where it knows any: those of the real images. */
  readonly #labels: Int32Array;

  private constructor(record: RunRecord, vision: Vision, prepared: Prepared, labels: Int32Array) {
    this.#record = record;
    this.#vision = vision;
    this.#prepared = prepared;
    this.#labels = labels;
  }

  /**
   * Looks at the data set, the first time for all runs on it.
   * @throws {ForgerError} where there is no network that sees, …; what the signal was aborted with
   */
  static async open({ library, record, images }: MeterArguments, signal: AbortSignal): Promise<Meter> {
    const vision = await openVision();
    const { image, labels } = images;
    const known = await featuresOfDataset(library.dir, { hash: record.dataset.hash, images }, { signal });
    const places = permutation({ seed: SEED, purpose: 'evaluationImages', step: 0 }, known.indices.length);
    const chosen = places.slice(0, MOST_IMAGES);
    const indices = chosen.map((place) => known.indices[place] ?? 0);
    const features = new Float32Array(chosen.length * FEATURES);
    for (const [at, place] of chosen.entries())
      features.set(known.features.subarray(place * FEATURES, (place + 1) * FEATURES), at * FEATURES);
    const labelled = Uint16Array.from(indices, (index) => labels?.[index] ?? 0);
    const classes = labels && record.dataset.labels ? { count: record.dataset.labels.length, labels: labelled } : null;
    const prepared = prepare({
      real: { count: indices.length, image, pixels: pixelsOf(images, indices), features },
      trained: known.features,
      ...(classes && { classes }),
    });
    return new Meter(record, vision, prepared, Int32Array.from(labelled));
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
    const values = await measure(fakes, this.#prepared, signal);
    const seconds = (performance.now() - started) / 1000;
    return {
      id: 'checkpoint',
      step,
      epoch: step / stepsPerEpoch,
      average,
      values: { ...values },
      samples: MOST_IMAGES,
      seconds,
    };
  }

  /**
   * Fakes of a checkpoint, as many at once as in training, which has memory for them.
   * @returns [500, height, width, channels], 0 … 255
   */
  async draw(checkpoint: Checkpoint, signal: AbortSignal): Promise<Uint8Array> {
    const { networks, config } = this.#record;
    const { latentSize, image, classes } = networks;
    const latents = drawLatents(
      config['latent.prior'],
      { seed: config.seed, purpose: 'evaluationLatents', step: 0 },
      MOST_IMAGES,
      latentSize,
    );
    const labels = Int32Array.from({ length: MOST_IMAGES }, (_, at) => this.#labels[at % this.#labels.length] ?? 0);
    const size = image.height * image.width * image.channels;
    const pixels = new Uint8Array(MOST_IMAGES * size);
    const network = new Network(networks.generator, [latentSize], {
      initializer: config['network.initializer'],
      draws: drawsOf(config.seed),
      purpose: 'generatorWeights',
    });
    try {
      loadVariables(network.variables, generatorWeights(checkpoint, checkpoint.average ? 'average' : 'own'));
      for (let from = 0; from < MOST_IMAGES; from += config.batch) {
        signal.throwIfAborted();
        const some = await drawImages(network, {
          latents: latents.subarray(from * latentSize, (from + config.batch) * latentSize),
          latentSize,
          range: imageRangeOf(networks),
          ...(classes !== undefined && { labels: labels.subarray(from, from + config.batch) }),
        });
        pixels.set(some, from * size);
      }
      return pixels;
    } finally {
      network.dispose();
    }
  }
}
