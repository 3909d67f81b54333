import { ForgerError } from '@shared/contract/errors.ts';
import { isPaired, sampleShape } from '@shared/pairs.ts';
import { gridLayout, type RunRecord } from '@shared/run.ts';
import type { SeenSubject } from '@shared/verdict/subject.ts';
import { MOST_SCORED, type Verdict, type VerdictProgress } from '@shared/verdict/verdict.ts';
import { openToTrain, type OpenedDataset } from '../../../data/index.ts';
import { isGridOf, readGrid, tileOf } from '../../../export/index.ts';
import type { Library } from '../../../store/index.ts';
import { permutation } from '../../random/draws.ts';
import { pixelsOf, type Images, type Split } from '../../training/batches.ts';
import { RESIDENT_BYTES } from '../../training/feed.ts';
import { besideEachOther, partBeside } from '@shared/pictures-beside.ts';
import { datasetIdOfRun } from '../dataset-of-run.ts';
import { drawFakes } from '../evaluate/fakes.ts';
import { imagesOfRun } from '../images-of-run.ts';
import { openProcessor } from '../processor.ts';
import { Judge, type Lot } from './judge.ts';
import { Relatives } from './relatives.ts';

export interface VerdictArguments {
  library: Library;
  bundledDir: string;
  runId: string;
  /** Of the checkpoint; null: the newest. */
  step: number | null;
  subject: SeenSubject;
  signal: AbortSignal;
  onProgress(progress: VerdictProgress): void;
  /** Told the verdict before its nearest training images are known. */
  onScored?(verdict: Verdict): void;
}

/** Real images are those of the data set, not of the run: what its runs say of them can be compared. */
const SEED = 0;

/** What a checkpoint says of pictures that stay the same. */
interface Scored {
  key: string;
  judge: Judge;
  /** The real images scored, for a D that looks at a batch as a whole. */
  company: Lot;
  real: number[];
  fake: number[];
}

/** A picture to be judged, and the label it has. */
interface Picture {
  pixels: Uint8Array;
  label: number | null;
}

/**
 * Asks discriminators of checkpoints about pictures, on the processor. What it worked out of a checkpoint and a data set it keeps until
 * another is asked about, so that a second picture takes a moment. The same checkpoint and picture give the same verdict.
 */
export class Court {
  #scored: Scored | null = null;
  #relatives: Relatives | null = null;
  /** Which images are trained on; finding out takes a look at all of them. */
  #split: { key: string; split: Split | undefined } | null = null;

  /**
   * @throws {ForgerError} not-found where there is no checkpoint, or the run's images are not here; damaged; diverged; invalid-request
   * for a picture that is not there; the signal's reason when aborted
   */
  async ask(args: VerdictArguments): Promise<Verdict> {
    const { library, bundledDir, runId, signal } = args;
    const record = await library.readRun(runId);
    const step = args.step ?? (await library.listCheckpoints(runId)).at(-1)?.step;
    if (step === undefined)
      throw new ForgerError('not-found', 'This run has no checkpoint yet. Let it train a little first.');
    const id = await datasetIdOfRun(library, bundledDir, record);
    const dataset = await openToTrain(library.dir, bundledDir, id, RESIDENT_BYTES);
    try {
      await dataset.verified;
      const images = this.#imagesOf(dataset, record);
      const picture = await pictureOf(args, record, images);
      await openProcessor();
      const { judge, company, real, fake } = await this.#scoresOf(args, record, step, images);
      const said = await judge.of(picture.pixels, picture.label, company, signal);
      if (![said.score, ...real, ...fake].every(Number.isFinite)) throw broken(step);
      const verdict: Verdict = {
        ...{ run: runId, step, epoch: step / record.stepsPerEpoch, loss: record.config['loss.kind'] },
        ...{ image: images.image, pixels: picture.pixels, ...said, real, fake },
        labels: record.dataset.labels ?? null,
        nearest: null,
      };
      args.onScored?.(verdict);
      return { ...verdict, nearest: await this.#nearest(args, record, images, picture) };
    } finally {
      await dataset.close();
    }
  }

  /** Lets go of what it keeps. */
  dispose(): void {
    this.#scored?.judge.dispose();
    this.#scored = null;
    this.#relatives = null;
    this.#split = null;
  }

  #imagesOf(dataset: OpenedDataset, record: RunRecord): Images {
    const { count, image } = dataset.record;
    const key = trainedKey(record);
    if (this.#split?.key !== key) this.#split = { key, split: imagesOfRun(dataset, record).split };
    const { split } = this.#split;
    return { pixels: dataset.pixels, count, image, labels: dataset.labels, ...(split && { split }) };
  }

  async #scoresOf(args: VerdictArguments, record: RunRecord, step: number, images: Images): Promise<Scored> {
    const { library, runId, signal, onProgress } = args;
    const key = `${library.dir}\n${runId}\n${step}`;
    if (this.#scored?.key === key) return this.#scored;
    const checkpoint = await library.readCheckpoint(runId, step);
    const judge = new Judge(record, checkpoint);
    try {
      const trained = images.split?.trained ?? Uint32Array.from({ length: images.count }, (_, index) => index);
      const places = permutation({ seed: SEED, purpose: 'evaluationImages', step: 0 }, trained.length);
      const chosen = places.slice(0, MOST_SCORED).map((place) => trained[place] ?? 0);
      const company = lotOf(images, chosen);
      const { labels } = company;
      const total = chosen.length + MOST_SCORED;
      const told = (from: number) => (count: number) => onProgress({ stage: 'scores', done: from + count, total });
      const real = await judge.scores(company, signal, told(0));
      const again = Uint32Array.from({ length: MOST_SCORED }, (_, at) => chosen[at % chosen.length] ?? 0);
      const pairs = isPaired(record.networks) ? pixelsOf(images, again) : null;
      const made = await drawFakes(record, { checkpoint, weights: 'own', pairs, labels, count: MOST_SCORED, signal });
      const { image } = record.networks;
      const fakes = pairs ? besideEachOther([partBeside(pairs, image, 0, 2), made], image) : made;
      const asked = Int32Array.from({ length: MOST_SCORED }, (_, at) => labels[at % labels.length] ?? 0);
      const fake = await judge.scores({ pixels: fakes, labels: asked }, signal, told(chosen.length));
      this.#scored?.judge.dispose();
      this.#scored = { key, judge, company, real, fake };
      return this.#scored;
    } catch (error) {
      judge.dispose();
      throw error;
    }
  }

  async #nearest(
    { library, signal, onProgress }: VerdictArguments,
    record: RunRecord,
    images: Images,
    { pixels }: Picture,
  ): Promise<Verdict['nearest']> {
    try {
      const key = trainedKey(record);
      if (this.#relatives?.key !== key) {
        const progress = (done: number, total: number): void => onProgress({ stage: 'features', done, total });
        const { hash } = record.dataset;
        this.#relatives = await Relatives.open(library.dir, { key, hash, images }, { progress, signal });
      }
      return await this.#relatives.of(pixels, images);
    } catch (error) {
      signal.throwIfAborted();
      // The score stands without them: no network that sees, or images that are all alike.
      if (error instanceof ForgerError) return { missing: error.message };
      throw error;
    }
  }
}

/** The images of a data set that a run trains on. */
const trainedKey = ({ dataset, config }: RunRecord): string => `${dataset.hash} ${config['images.heldOut']}`;

const broken = (step: number): ForgerError =>
  new ForgerError('diverged', `D of step ${step} gives no numbers any more. Choose an earlier checkpoint.`);

function lotOf(images: Images, indices: Uint32Array): Lot {
  return {
    pixels: pixelsOf(images, indices),
    labels: Int32Array.from(indices, (index) => images.labels?.[index] ?? 0),
  };
}

async function pictureOf(
  { library, runId, subject }: VerdictArguments,
  record: RunRecord,
  images: Images,
): Promise<Picture> {
  const { image } = images;
  switch (subject.kind) {
    case 'pixels':
      if (subject.pixels.length !== image.height * image.width * image.channels)
        throw new Error('A picture was decoded to another size than its data set has.');
      return { pixels: subject.pixels, label: null };
    case 'image':
      if (subject.index >= images.count)
        throw new ForgerError('invalid-request', `The data set has ${images.count} images; choose one of them.`);
      return {
        pixels: pixelsOf(images, Uint32Array.of(subject.index)),
        label: images.labels?.[subject.index] ?? null,
      };
    case 'sample': {
      const { networks, config } = record;
      const tile = sampleShape(networks);
      const layout = gridLayout(config['samples.count'], tile, networks.classes);
      if (subject.index >= layout.count)
        throw new ForgerError('invalid-request', `The grid has ${layout.count} samples; choose one of them.`);
      const grid = await readGrid(library, runId, subject.file);
      if (!isGridOf(grid, layout.columns, tile))
        throw new ForgerError('damaged', `The sample grid ${subject.file} is not one of this run's.`);
      const sample = tileOf(grid, tile, subject.index);
      const part = (at: number): Uint8Array => partBeside(sample, networks.image, at, 3);
      return {
        // Of pairs, the input with what G made of it.
        pixels: isPaired(networks) ? besideEachOther([part(0), part(1)], networks.image) : sample,
        label: networks.classes === undefined ? null : Math.floor(subject.index / layout.columns),
      };
    }
  }
}
