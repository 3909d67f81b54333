import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointPolicy } from '@shared/checkpoint-policy.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { checkSampleFile } from '@shared/library-names.ts';
import type { MetricRow, RunRecord, RunStatus } from '@shared/run.ts';
import type { RunWay } from '@shared/way.ts';
import { writeCheckpointFolder, type Checkpoint } from './checkpoint.ts';
import { checkpointPath } from './checkpoint-paths.ts';
import { explained, makeFolder, sizeOf, sweepLeftovers, writeFileAtomic } from './files/index.ts';
import { RunLock, type LockHolder } from './lock.ts';
import { appendLog } from './log.ts';
import { appendMetrics, cutTornLine, truncateMetrics } from './metrics.ts';
import { readManifest } from './manifest.ts';
import type { RunPaths } from './paths.ts';
import { PyramidWriter } from './pyramid.ts';
import { readRecord, restoreRecord, setRecordWay } from './record.ts';
import { readStoredStatus, writeStatus } from './status.ts';
import { thinCheckpoints } from './thinning.ts';

/** What is written must stay in the run's folder. */
async function refuseLinks(folder: string): Promise<void> {
  const link = (await readdir(folder, { withFileTypes: true })).find((entry) => entry.isSymbolicLink());
  if (link)
    throw new ForgerError(
      'invalid-request',
      `"${link.name}" in the folder of this run is a link, and Forger follows none. Put the file itself there.`,
    );
}

/** The one process that writes a run. Calls take effect one after the other, in the order they were made. */
export class RunWriter {
  #record: RunRecord;
  readonly #paths: RunPaths;
  readonly #lock: RunLock;
  readonly #pyramid: PyramidWriter;
  #status: RunStatus;
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
        await refuseLinks(paths.folder);
        // An empty folder gets lost where a run is copied by other programs.
        for (const folder of [paths.samples, paths.checkpoints]) await makeFolder(folder);
        for (const folder of [paths.folder, paths.samples, paths.checkpoints]) await sweepLeftovers(folder);
        await restoreRecord(paths, record);
        const writer = new RunWriter(paths, record, await readStoredStatus(paths, record.createdAt), lock);
        await writer.setStatus({ owner });
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

  get status(): RunStatus {
    return this.#status;
  }

  /**
   * Keeps the way the run takes from here on in its record, which is where it is looked for.
   * @param device in words
   */
  async keepWay(way: RunWay, device: string): Promise<void> {
    await this.#next(async () => {
      this.#record = await setRecordWay(this.#paths, way, device);
    });
    if (this.#status.lost) await this.setStatus({ lost: undefined });
  }

  /** Changes a part of the status; the time is set. */
  async setStatus(patch: Partial<RunStatus>): Promise<void> {
    await this.#next(async () => {
      const status = { ...this.#status, ...patch, updatedAt: new Date().toISOString() };
      await writeStatus(this.#paths, status);
      this.#status = status;
    });
  }

  /** Appends rows; they are kept for good when this returns. */
  async appendMetrics(rows: readonly MetricRow[]): Promise<void> {
    await this.#next(async () => {
      if (!this.#metricsWhole) await cutTornLine(this.#paths.metrics);
      this.#metricsWhole = false;
      await this.#forCharts(() => this.#pyramid.prepare());
      const placed = await appendMetrics(this.#paths.metrics, rows);
      this.#metricsWhole = true;
      await this.#forCharts(() => this.#pyramid.append(placed));
    });
  }

  /** Drops the rows after a step: a run that goes on from there repeats them. */
  async truncateMetrics(step: number): Promise<void> {
    await this.#next(async () => {
      const manifest = await readManifest(checkpointPath(this.#paths, step)).catch(() => null);
      this.#pyramid.forget();
      await truncateMetrics(this.#paths.metrics, step, manifest?.metrics?.bytes);
      await this.#forCharts(() => this.#pyramid.prepare());
    });
  }

  /** @param file `epoch-0003.png` or `step-00000200.png`. */
  async writeSamples(file: string, png: Uint8Array): Promise<void> {
    await this.#next(() => writeFileAtomic(join(this.#paths.samples, checkSampleFile(file)), png));
  }

  /** Tensors must not change until this returns. @throws {ForgerError} `no-space`, …; older checkpoints are then untouched. */
  async writeCheckpoint(checkpoint: Checkpoint): Promise<void> {
    await this.#next(async () =>
      writeCheckpointFolder(
        checkpointPath(this.#paths, checkpoint.step),
        checkpoint,
        this.record,
        await sizeOf(this.#paths.metrics),
      ),
    );
  }

  /**
   * Removes the checkpoints that a policy lets go.
   * @returns their steps, oldest first
   */
  async thinCheckpoints(policy: CheckpointPolicy): Promise<number[]> {
    return this.#next(() => thinCheckpoints(this.#paths, policy));
  }

  async log(line: string): Promise<void> {
    await this.#next(() => appendLog(this.#paths.log, line, new Date()));
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
