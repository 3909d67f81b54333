import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointEvaluation } from '@shared/checkpoint-evaluation.ts';
import type { CheckpointPolicy } from '@shared/checkpoint-policy.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { checkSampleFile } from '@shared/library-names.ts';
import type { Evaluation } from '@shared/evaluations.ts';
import type { MetricRow, RunRecord, RunStatus } from '@shared/run.ts';
import { writeCheckpointFolder, type Checkpoint } from './checkpoint.ts';
import { checkpointPath } from './checkpoint-paths.ts';
import { formatEvaluation, truncateEvaluations } from './evaluations.ts';
import {
  appendDurable,
  exists,
  explained,
  FILE_LIMITS,
  makeFolder,
  sizeOf,
  sweepLeftovers,
  writeFileAtomic,
} from './files/index.ts';
import { RunLock, type LockHolder } from './lock.ts';
import { appendLog } from './log.ts';
import { appendMetrics, cutTornLine, saveRows, truncateMetrics } from './metrics.ts';
import { claimOfCheckpoint, judgeMetrics } from './metrics-damage.ts';
import type { RunPaths } from './paths.ts';
import { writePins } from './pins.ts';
import { PyramidWriter } from './pyramid.ts';
import { readRecord, restoreRecord, setRecordPlace, type RunPlace } from './record.ts';
import { keepsPins, readStoredStatus, writeStatus } from './status.ts';
import { isWhole, tallyOf, type Tally } from './tally.ts';
import { thinCheckpoints } from './thinning.ts';

/** Files of a run that only grow, as the status knows them. */
const GROWING = ['metrics', 'evaluations', 'log'] as const;

/** What is written must stay in the run's folder, and a pipe would hold up whoever writes into it. */
async function refuseStrangers(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  const stranger = entries.find((entry) => !entry.isFile() && !entry.isDirectory());
  if (!stranger) return;
  throw new ForgerError(
    'invalid-request',
    stranger.isSymbolicLink()
      ? `"${stranger.name}" in the folder of this run is a link, and Forger follows none. Put the file itself there.`
      : `"${stranger.name}" in the folder of this run is no file but a pipe, a socket or a device. Move it away.`,
  );
}

/** The one process that writes a run. Calls take effect one after the other, in the order they were made. */
export class RunWriter {
  #record: RunRecord;
  readonly #paths: RunPaths;
  readonly #lock: RunLock;
  readonly #pyramid: PyramidWriter;
  #status: RunStatus;
  /** As this process leaves them; null until the file was read, or where it may be torn. */
  readonly #tallies: Record<(typeof GROWING)[number], Tally | null> = { metrics: null, evaluations: null, log: null };
  readonly #notices: string[] = [];
  /** After a failed append the end of the file may be torn. */
  #metricsWhole = false;
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(paths: RunPaths, record: RunRecord, status: RunStatus, lock: RunLock) {
    this.#paths = paths;
    this.#record = record;
    this.#status = status;
    this.#lock = lock;
    this.#pyramid = new PyramidWriter(paths.pyramid, paths.metrics);
  }

  /** @throws {ForgerError} `busy` when another living process writes this run; `not-found`, `damaged`. */
  static async open(paths: RunPaths, owner: LockHolder['owner']): Promise<RunWriter> {
    const record = await explained(() => readRecord(paths));
    const lock = await RunLock.acquire(paths.lock, owner);
    try {
      return await explained(async () => {
        await refuseStrangers(paths.folder);
        // An empty folder gets lost where a run is copied by other programs.
        for (const folder of [paths.samples, paths.checkpoints]) await makeFolder(folder);
        for (const folder of [paths.folder, paths.samples, paths.checkpoints]) await sweepLeftovers(folder);
        await restoreRecord(paths, record);
        const writer = new RunWriter(paths, record, await readStoredStatus(paths, record.createdAt), lock);
        await writer.#begin(lock.taken, owner);
        return writer;
      });
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  get record(): RunRecord {
    return this.#record;
  }

  /** What happened to the run's files before it was opened here and since, in a sentence each. */
  get notices(): readonly string[] {
    return this.#notices;
  }

  get status(): RunStatus {
    return this.#status;
  }

  /** Keeps where the run trains from here on, and the way it takes there, in its record, which is where it is looked for. */
  async keepPlace(place: RunPlace): Promise<void> {
    await this.#next(async () => {
      this.#record = await setRecordPlace(this.#paths, place);
    });
    if (this.#status.lost) await this.setStatus({ lost: undefined });
  }

  /** Changes a part of the status; the time is set. */
  async setStatus(patch: Partial<RunStatus>): Promise<void> {
    await this.#next(async () => {
      await this.#writeStatus(patch);
    });
  }

  async #writeStatus(patch: Partial<RunStatus>): Promise<void> {
    const files = { ...this.#status.files, ...patch.files };
    for (const name of GROWING) {
      const tally = this.#tallies[name];
      if (tally) files[name] = tally.mark();
    }
    const status = { ...this.#status, ...patch, files, updatedAt: new Date().toISOString() };
    await writeStatus(this.#paths, status);
    this.#status = status;
  }

  async #begin(taken: string | null, owner: LockHolder['owner']): Promise<void> {
    // A run of an older program has none until something is pinned.
    if (!keepsPins(this.#status) && !(await exists(this.#paths.pins))) await writePins(this.#paths.pins, []);
    await this.setStatus({ owner });
    if (taken !== null) await this.#notice(taken);
    for (const name of ['log', 'evaluations'] as const) {
      const known = this.#status.files?.[name];
      if (known && !(await isWhole(this.#paths[name], known)))
        await this.#notice(`Lines of this run’s ${name} were lost or changed.`);
    }
  }

  /** Tells something that its user has to know, here, in the log and in the status. */
  async #notice(sentence: string): Promise<void> {
    this.#notices.push(sentence);
    await this.log(sentence);
    await this.setStatus({ notice: sentence });
  }

  /** Appends rows; they are kept for good when this returns. */
  async appendMetrics(rows: readonly MetricRow[]): Promise<void> {
    await this.#next(async () => {
      const tally = await this.#metricsTally();
      await this.#forCharts(() => this.#pyramid.prepare());
      this.#metricsWhole = false;
      this.#tallies.metrics = null;
      const placed = await appendMetrics(this.#paths.metrics, rows, tally);
      this.#tallies.metrics = tally;
      this.#metricsWhole = true;
      await this.#forCharts(() => this.#pyramid.append(placed));
    });
  }

  /** Of metrics.jsonl, which has no torn end afterwards. */
  async #metricsTally(): Promise<Tally> {
    if (!this.#metricsWhole) await cutTornLine(this.#paths.metrics);
    this.#metricsWhole = true;
    return (this.#tallies.metrics ??= await tallyOf(this.#paths.metrics));
  }

  /**
   * Drops the rows after a step: a run that goes on from there repeats them. Rows that stay and are not as they were
   * written are told in {@link notices}; what was found is kept aside.
   */
  async truncateMetrics(step: number): Promise<void> {
    const notice = await this.#next(async () => {
      const { metrics } = this.#paths;
      const claim = await claimOfCheckpoint(this.#paths, step);
      const found = await judgeMetrics(metrics, claim ? [claim] : []);
      const { tally } = found;
      // Rows that were told to be damaged once are vouched for by the status since.
      const damage = found.damage !== null && (await this.#vouchesFor(metrics)) ? null : found.damage;
      this.#pyramid.forget();
      // Until the file is cut, and said to be: a kill in between must not make it look damaged.
      this.#tallies.metrics = null;
      const { metrics: _, ...files } = this.#status.files ?? {};
      this.#status = { ...this.#status, files };
      await this.#writeStatus({});
      const aside = damage === null ? null : await saveRows(metrics, step);
      if (damage === null) await truncateMetrics(metrics, step, found.damage === null ? claim?.bytes : 0);
      this.#metricsWhole = true;
      // What was hashed to judge it need not be hashed again.
      this.#tallies.metrics = tally.bytes === (await sizeOf(metrics)) ? tally : await tallyOf(metrics);
      await this.#writeStatus({});
      await this.#forCharts(() => this.#pyramid.prepare());
      if (damage !== null)
        return `The metrics of this run were damaged: ${damage}. It went on from step ${step} with the rows that can be read${aside === null ? '' : `; what was found is in ${aside}`}.`;
      return null;
    });
    if (notice !== null) await this.#notice(notice);
  }

  /** Appends what was measured; it is kept for good when this returns. */
  async appendEvaluations(made: readonly (Evaluation | CheckpointEvaluation)[]): Promise<void> {
    await this.#next(async () => {
      const { evaluations } = this.#paths;
      if (!this.#tallies.evaluations) await cutTornLine(evaluations);
      const tally = this.#tallies.evaluations ?? (await tallyOf(evaluations));
      this.#tallies.evaluations = null;
      const bytes = Buffer.from(made.map(formatEvaluation).join(''));
      await appendDurable(evaluations, bytes);
      tally.add(bytes);
      this.#tallies.evaluations = tally;
    });
  }

  /** Drops what was measured after a step: a run that goes on from there measures it again. */
  async truncateEvaluations(step: number): Promise<void> {
    await this.#next(async () => {
      const { evaluations: path } = this.#paths;
      // Until the file is cut, and said to be: a kill in between must not make it look damaged.
      this.#tallies.evaluations = null;
      const { evaluations: _, ...files } = this.#status.files ?? {};
      this.#status = { ...this.#status, files };
      await this.#writeStatus({});
      await truncateEvaluations(path, step);
      this.#tallies.evaluations = (await exists(path)) ? await tallyOf(path) : null;
      await this.#writeStatus({});
    });
  }

  /** Whether metrics.jsonl is as the status of this run says. */
  async #vouchesFor(metrics: string): Promise<boolean> {
    const { step, files } = this.#status;
    if (!files?.metrics || this.#status.notice === undefined) return false;
    return (await judgeMetrics(metrics, [{ step, ...files.metrics }])).damage === null;
  }

  /** Tells that the run goes on from a step before its newest checkpoint, where that is damaged or gone. */
  async goesOnFrom(step: number): Promise<void> {
    const newest = this.#status.files?.checkpoint;
    if (newest !== undefined && newest > step)
      await this.#notice(
        `The checkpoint of step ${newest} is damaged or gone. The run went on from ${step === 0 ? 'its beginning' : `step ${step}`}.`,
      );
  }

  /** @param file `epoch-0003.png` or `step-00000200.png`. */
  async writeSamples(file: string, png: Uint8Array): Promise<void> {
    await this.#next(() => writeFileAtomic(join(this.#paths.samples, checkSampleFile(file)), png));
  }

  /** Tensors must not change until this returns. @throws {ForgerError} `no-space`, …; older checkpoints are then untouched. */
  async writeCheckpoint(checkpoint: Checkpoint): Promise<void> {
    await this.#next(async () => {
      const tally = await this.#metricsTally();
      await writeCheckpointFolder(checkpointPath(this.#paths, checkpoint.step), checkpoint, this.record, tally.mark());
      this.#status = { ...this.#status, files: { ...this.#status.files, checkpoint: checkpoint.step } };
    });
  }

  /**
   * Removes the checkpoints that a policy lets go.
   * @returns their steps, oldest first
   */
  async thinCheckpoints(policy: CheckpointPolicy): Promise<number[]> {
    return this.#next(() => thinCheckpoints(this.#paths, this.record, policy));
  }

  async log(line: string): Promise<void> {
    await this.#next(async () => {
      const { log } = this.#paths;
      // A log larger than any is not read for it.
      const tally = this.#tallies.log ?? ((await sizeOf(log)) > FILE_LIMITS.log ? null : await tallyOf(log));
      this.#tallies.log = null;
      const bytes = await appendLog(log, line, new Date());
      tally?.add(bytes);
      this.#tallies.log = tally;
    });
  }

  /** Writes event files, in turn with the writer's own files. @param work is given the folder they lie in */
  async writeEvents<T>(work: (folder: string) => Promise<T>): Promise<T> {
    return this.#next(() => work(this.#paths.tensorboard));
  }

  /** Ends writing and lets others write. Calling it again does nothing. */
  async close(): Promise<void> {
    if (this.#closed) return;
    try {
      await this.setStatus({ owner: null, imagesPerSecond: null });
    } finally {
      this.#closed = true;
      await explained(() => this.#lock.release());
    }
  }

  /** The pyramid can be made again from the metrics: no trouble with it may hold up a run. */
  async #forCharts(work: () => Promise<void>): Promise<void> {
    await work().catch(() => this.#pyramid.forget());
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(async () => {
      if (this.#closed) throw new ForgerError('internal', 'This run was closed for writing.');
      return explained(async () => {
        await this.#lock.assertHeld();
        return work();
      });
    });
    // One failed write does not keep the next from being tried.
    this.#queue = result.catch(() => undefined);
    return result;
  }
}
