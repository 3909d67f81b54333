import { lstatSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import type { CheckpointPolicy } from '@shared/checkpoint-policy.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import type { Evaluation } from '@shared/evaluations.ts';
import type { DiskUse, LibraryUse } from '@shared/disk-use.ts';
import type { MetricsPage } from '@shared/contract/channels.ts';
import { checkpointFolder, checkSampleFile } from '@shared/library-names.ts';
import { MAX_BUCKETS, type MetricBuckets, type MetricRange } from '@shared/metric-buckets.ts';
import type { CheckpointEntry, RunRecord, RunStatus, RunSummary, SampleEntry } from '@shared/run.ts';
import type { Checkpoint } from './checkpoint.ts';
import { checkpointPath, checkpointSteps } from './checkpoint-paths.ts';
import { listCheckpointEntries, newestCheckpoint, readCheckpoint } from './checkpoints.ts';
import { DiskUses } from './disk-use.ts';
import { readCheckpointEvaluations, readEvaluations } from './evaluations.ts';
import { explained, FILE_LIMITS, makeFolder, readInside, sweepLeftovers } from './files/index.ts';
import { fingerprintOf, type Fingerprint } from './fingerprint.ts';
import { lockHolder, RunLock, type LockHolder } from './lock.ts';
import { readLog } from './log.ts';
import { readMetricBuckets } from './metric-buckets.ts';
import { readMetrics } from './metrics.ts';
import { isUnfinishedCopy } from './move-library.ts';
import { datasetFolder, datasetsFolder, runPaths, runsFolder, type RunPaths } from './paths.ts';
import { readPins, setPin } from './pins.ts';
import { createRecord, readRecord, renameRecord, setRecordEpochs, type NewRun } from './record.ts';
import { damageOf } from './run-facts.ts';
import { RunList } from './run-list.ts';
import { RunWriter } from './run-writer.ts';
import { listSampleEntries } from './samples.ts';
import { readCurrentStatus } from './status.ts';
import { thinCheckpoints } from './thinning.ts';

export interface LibraryOptions {
  /** Told in one sentence about what cannot be read and was passed over. */
  onProblem?: (problem: string) => void;
}

/** The folder that holds all data sets and runs. Reading needs no lock; {@link RunWriter} writes. */
export class Library {
  readonly dir: string;
  readonly #list: RunList;
  readonly #onProblem: (problem: string) => void;
  readonly #uses = new DiskUses();

  private constructor(dir: string, options: LibraryOptions) {
    this.dir = dir;
    this.#list = new RunList(dir);
    this.#onProblem = options.onProblem ?? (() => undefined);
  }

  /** Makes `datasets/` and `runs/` where missing, and removes what dead processes left half-made. */
  static async open(dir: string, options: LibraryOptions = {}): Promise<Library> {
    const library = new Library(resolve(dir), options);
    await explained(async () => {
      if (await isUnfinishedCopy(library.dir))
        throw new ForgerError(
          'invalid-request',
          'A library was being moved to this folder and is not whole. Move it there again, or open the old one.',
        );
      for (const folder of [datasetsFolder(library.dir), runsFolder(library.dir)]) {
        await makeFolder(folder);
        await sweepLeftovers(folder);
      }
    });
    return library;
  }

  /** @throws {ForgerError} `invalid-request` when the id is none. */
  datasetDir(id: string): string {
    return datasetFolder(this.dir, id);
  }

  /** @throws {ForgerError} `invalid-request` when the id is none. */
  runDir(id: string): string {
    return this.#run(id).folder;
  }

  /** Where a run's event files for TensorBoard lie; null where it wrote none. @throws {ForgerError} `invalid-request` when the id is none. */
  eventsDir(id: string): string | null {
    const { tensorboard } = this.#run(id);
    return lstatSync(tensorboard, { throwIfNoEntry: false })?.isDirectory() === true ? tensorboard : null;
  }

  /** Where a run lies. @throws {ForgerError} `invalid-request` when the id is none, or a link stands there */
  #run(id: string): RunPaths {
    const paths = runPaths(this.dir, id);
    if (lstatSync(paths.folder, { throwIfNoEntry: false })?.isSymbolicLink() === true)
      throw new ForgerError('invalid-request', 'A link stands in place of this run, and Forger follows none.');
    return paths;
  }

  /** Newest first; a run that cannot be read is left out and reported to `onProblem`. */
  listRuns(): Promise<RunSummary[]> {
    return explained(() => this.#list.read(this.#onProblem));
  }

  /** @throws {ForgerError} `not-found`, `damaged`, or `invalid-request` when a newer Forger wrote it. */
  readRun(id: string): Promise<RunRecord> {
    return explained(async () => readRecord(this.#run(id)));
  }

  /** Where a run stands now: `interrupted` when it says it trains but no living process writes it. */
  readStatus(id: string): Promise<RunStatus> {
    return explained(async () => {
      const paths = this.#run(id);
      const { createdAt } = await readRecord(paths);
      return readCurrentStatus(paths, createdAt);
    });
  }

  /** What of a run's files is damaged or was, in a sentence, as far as a look at them tells; see {@link checkIntegrity}. */
  readDamage(id: string): Promise<string | null> {
    return explained(async () => {
      const paths = this.#run(id);
      const status = await this.readStatus(id);
      return (await damageOf(paths, status)) ?? status.notice ?? null;
    });
  }

  /**
   * Makes the id and the run's folder, waiting to be trained.
   * @param first the checkpoint it begins from, where it does not begin anew
   */
  createRun(run: NewRun, first: Checkpoint | null = null): Promise<RunRecord> {
    return explained(() => createRecord(this.dir, run, new Date(), first));
  }

  renameRun(id: string, name: string): Promise<void> {
    return explained(async () => renameRecord(this.#run(id), name));
  }

  /** Makes a run longer or shorter. @throws {ForgerError} `busy` while a process writes it. */
  setEpochs(id: string, epochs: number): Promise<void> {
    return explained(async () => {
      const paths = this.#run(id);
      if ((await lockHolder(paths.lock)) !== null)
        throw new ForgerError('busy', 'This run is training. Stop it first, then change its length.');
      await setRecordEpochs(paths, epochs);
    });
  }

  /** @throws {ForgerError} `busy` when another living process writes this run. */
  openWriter(id: string, owner: LockHolder['owner']): Promise<RunWriter> {
    return explained(async () => RunWriter.open(this.#run(id), owner));
  }

  /** The living process that writes a run; null when nobody does. */
  writerOf(id: string): Promise<LockHolder | null> {
    return explained(async () => lockHolder(this.#run(id).lock));
  }

  /**
   * Rows from a byte offset on (0, or a page's `nextOffset`); a torn last line waits. When the file was cut
   * back since, the page begins anew at the first step: cut back to it.
   * @param most bytes of a page; left out, all there is
   */
  readMetrics(id: string, offset: number, most?: number): Promise<MetricsPage> {
    return explained(async () => readMetrics(this.#run(id).metrics, offset, most));
  }

  /**
   * The same rows in at most so many pieces with least, greatest and mean: what a chart of any length of run
   * draws. @throws {ForgerError} `invalid-request` for a range that is none
   */
  readMetricBuckets(id: string, range: MetricRange): Promise<MetricBuckets> {
    return explained(async () => {
      const { from, to, buckets } = range;
      if (!(from <= to) || !Number.isInteger(buckets) || buckets < 1 || buckets > MAX_BUCKETS)
        throw new ForgerError('invalid-request', `A chart asks for 1 to ${MAX_BUCKETS} pieces of steps in order.`);
      return readMetricBuckets(this.#run(id), range);
    });
  }

  /** What its generator was measured by as it trained, oldest first. */
  readEvaluations(id: string): Promise<Evaluation[]> {
    return explained(async () => readEvaluations(this.#run(id).evaluations));
  }

  /** What was measured of its checkpoints, those that went since too, in the order of their steps. */
  readCheckpointEvaluations(id: string): Promise<CheckpointEvaluation[]> {
    return explained(async () => readCheckpointEvaluations(this.#run(id).evaluations));
  }

  /** Oldest first. */
  listSamples(id: string): Promise<SampleEntry[]> {
    return explained(async () => {
      const paths = this.#run(id);
      return listSampleEntries(paths.samples, await readRecord(paths));
    });
  }

  /**
   * Where a sample grid lies.
   * @throws {ForgerError} `invalid-request` for any other name; `not-found` where no plain file lies there.
   */
  samplePath(id: string, file: string): string {
    const path = join(this.#run(id).samples, checkSampleFile(file));
    // A link could lead out of the library.
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true)
      throw new ForgerError('not-found', 'That sample grid is not there any more.');
    return path;
  }

  /** A sample grid as PNG. @throws {ForgerError} what {@link samplePath} throws, and `not-found` where links lead out */
  readSample(id: string, file: string): Promise<Buffer> {
    return explained(async () => readInside(runsFolder(this.dir), this.samplePath(id, file), FILE_LIMITS.picture));
  }

  /** Oldest first; nothing in them was checked. */
  listCheckpoints(id: string): Promise<CheckpointEntry[]> {
    return explained(async () => {
      const paths = this.#run(id);
      return listCheckpointEntries(paths, await readRecord(paths), this.#uses);
    });
  }

  /** What a run takes on the disk. */
  diskUse(id: string): Promise<DiskUse> {
    return explained(async () => this.#uses.run(this.#run(id)));
  }

  /** What all of it takes on the disk; the first time it looks at every file. */
  libraryUse(): Promise<LibraryUse> {
    return explained(() => this.#uses.library(this.dir));
  }

  /** @throws {ForgerError} `not-found`; `damaged` unless every file has the SHA-256 of its manifest. */
  readCheckpoint(id: string, step: number): Promise<Checkpoint> {
    return explained(async () => {
      const paths = this.#run(id);
      return readCheckpoint(paths, await readRecord(paths), step);
    });
  }

  /** The newest checkpoint that is whole, or null; damaged ones are reported to `onProblem`. */
  newestCheckpoint(id: string): Promise<Checkpoint | null> {
    return explained(async () => {
      const paths = this.#run(id);
      return newestCheckpoint(paths, await readRecord(paths), this.#onProblem);
    });
  }

  /** The step a run goes on from, whatever its status says: that of its newest whole checkpoint, or 0. */
  async reached(id: string): Promise<number> {
    return (await this.newestCheckpoint(id))?.step ?? 0;
  }

  /** Steps of the checkpoints that the user wants kept, oldest first. @throws {ForgerError} `damaged` */
  pinnedCheckpoints(id: string): Promise<number[]> {
    return explained(async () => readPins(this.#run(id).pins));
  }

  /**
   * Folder of a checkpoint that may be deleted.
   * @throws {ForgerError} `not-found`; `invalid-request` for the newest, from which the run goes on
   */
  deletableCheckpoint(id: string, step: number): Promise<string> {
    return explained(async () => {
      const paths = this.#run(id);
      checkpointFolder(step);
      await readRecord(paths);
      const steps = await checkpointSteps(paths);
      if (!steps.includes(step)) throw new ForgerError('not-found', `There is no checkpoint of step ${step} any more.`);
      if (step === steps.at(-1))
        throw new ForgerError(
          'invalid-request',
          'The run goes on from its newest checkpoint. Delete older ones, or the whole run.',
        );
      return checkpointPath(paths, step);
    });
  }

  /** Pins a checkpoint, or lets it go again. */
  pinCheckpoint(id: string, step: number, pinned: boolean): Promise<void> {
    return explained(async () => {
      const paths = this.#run(id);
      checkpointFolder(step);
      await readRecord(paths);
      await setPin(paths.pins, step, pinned);
    });
  }

  /**
   * Removes the checkpoints of a run that a policy lets go, and gives their steps.
   * @throws {ForgerError} `busy` while a process writes the run: it thins its checkpoints itself
   */
  thinCheckpoints(id: string, policy: CheckpointPolicy, owner: LockHolder['owner']): Promise<number[]> {
    return explained(async () => {
      const paths = this.#run(id);
      const record = await readRecord(paths);
      const lock = await RunLock.acquire(paths.lock, owner);
      try {
        return await thinCheckpoints(paths, record, policy);
      } finally {
        await lock.release();
      }
    });
  }

  /** A checkpoint and the metrics up to it in hashes; left out, of the newest whole one. @throws {ForgerError} `not-found`, `damaged` */
  fingerprint(id: string, step?: number): Promise<Fingerprint> {
    return explained(async () => {
      const record = await this.readRun(id);
      const checkpoint = step === undefined ? await this.newestCheckpoint(id) : await this.readCheckpoint(id, step);
      if (!checkpoint)
        throw new ForgerError('not-found', 'This run has no checkpoint yet. Let it train a little first.');
      return fingerprintOf(record, checkpoint, (await this.readMetrics(id, 0)).columns);
    });
  }

  /** The last megabyte of the run's log. */
  readLog(id: string): Promise<string> {
    return explained(async () => readLog(this.#run(id).log));
  }
}
