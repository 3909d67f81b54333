import { randomBytes } from 'node:crypto';
import { ForgerError, toFailure, type Failure } from '@shared/contract/errors.ts';
import type { DatasetRecord, ImportProgress, ImportReport } from '@shared/dataset.ts';
import { Throttle } from '../throttle.ts';

export interface JobResult {
  record: DatasetRecord;
  report: ImportReport;
}

export type JobWork<Progress = ImportProgress, Result = JobResult> = (
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
) => Promise<Result>;

export interface JobListeners<Progress, Result> {
  onProgress(job: string, progress: Progress): void;
  onDone(job: string, result: Result): void;
  onFailed(job: string, error: Failure): void;
  log(line: string, error: unknown): void;
}

const PROGRESS_MS = 100;

/** Imports and downloads, or animations, on their way; each ends with exactly one of done and failed. */
export class Jobs<Progress = ImportProgress, Result = JobResult> {
  readonly #listeners: JobListeners<Progress, Result>;
  readonly #running = new Map<string, AbortController>();

  constructor(listeners: JobListeners<Progress, Result>) {
    this.#listeners = listeners;
  }

  get count(): number {
    return this.#running.size;
  }

  /** Starts the work and returns its id at once. */
  start(work: JobWork<Progress, Result>): string {
    const job = `job-${randomBytes(6).toString('hex')}`;
    const controller = new AbortController();
    this.#running.set(job, controller);
    void this.#follow(job, work, controller.signal);
    return job;
  }

  /** @throws {ForgerError} `not-found` for a job that has ended. */
  cancel(job: string): void {
    const controller = this.#running.get(job);
    if (!controller) throw new ForgerError('not-found', 'That job has already ended.');
    controller.abort();
  }

  cancelAll(): void {
    for (const controller of this.#running.values()) controller.abort();
  }

  async #follow(job: string, work: JobWork<Progress, Result>, signal: AbortSignal): Promise<void> {
    let latest: Progress | null = null;
    const report = (error: unknown): void => this.#listeners.log(`could not tell the progress of ${job}`, error);
    const progress = new Throttle(PROGRESS_MS, () => void (latest && this.#listeners.onProgress(job, latest)), report);
    try {
      const result = await work(signal, (next) => {
        latest = next;
        progress.ask();
      });
      progress.stop();
      this.#listeners.onDone(job, result);
    } catch (error) {
      progress.stop();
      const failure = signal.aborted
        ? ({ code: 'cancelled', message: 'Cancelled.' } satisfies Failure)
        : toFailure(error);
      if (failure.code === 'internal') this.#listeners.log(`${job} failed`, error);
      this.#listeners.onFailed(job, failure);
    } finally {
      this.#running.delete(job);
    }
  }
}
