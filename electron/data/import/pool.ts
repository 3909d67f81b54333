import { ForgerError } from '@shared/contract/errors.ts';
import { DecoderWorker, type Job, type Outcome, type WorkerOptions } from './worker.ts';

/** Requests a process holds at once, so that it never waits for the next one. */
const IN_FLIGHT = 4;
const START_ATTEMPTS = 3;

export interface PoolOptions extends WorkerOptions {
  /** Most processes at once. */
  processes: number;
  /** Images after which a process is replaced, so that what it leaks cannot add up. */
  imagesPerProcess: number;
}

/**
 * Decodes files in processes that may die. When one dies, the files it held are tried again one at a
 * time, each alone in its process, so that only the file that kills it is refused.
 */
export class DecoderPool {
  readonly #options: PoolOptions;
  readonly #waiting: Job[] = [];
  readonly #suspects: Job[] = [];
  readonly #workers = new Set<DecoderWorker>();
  #failedStarts = 0;
  #closed: unknown = null;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Answers when the file was decoded or refused. @throws ForgerError when no decoder can be started, or what close() was given. */
  decode(path: string): Promise<Outcome> {
    return new Promise((settle, fail) => {
      if (this.#closed !== null) return fail(this.#closed);
      this.#waiting.push({ path, settle, fail });
      this.#assign();
    });
  }

  /** Ends every process; whatever was not answered yet fails with `reason`. */
  close(reason: unknown): void {
    if (this.#closed !== null) return;
    this.#closed = reason;
    const unanswered = [...this.#waiting.splice(0), ...this.#suspects.splice(0)];
    for (const worker of this.#workers) unanswered.push(...worker.stop());
    this.#workers.clear();
    for (const job of unanswered) job.fail(reason);
  }

  #assign(): void {
    if (this.#closed !== null) return;
    for (const worker of this.#workers) {
      if (!worker.ready) continue;
      if (worker.taken >= this.#options.imagesPerProcess) {
        if (worker.load === 0) this.#retire(worker);
        continue;
      }
      const suspect = worker.load === 0 ? this.#suspects.shift() : undefined;
      if (suspect) worker.take(suspect, true);
      while (!worker.alone && worker.load < IN_FLIGHT) {
        const job = this.#waiting.shift();
        if (!job) break;
        worker.take(job, false);
      }
    }
    const starting = [...this.#workers].filter((worker) => !worker.ready).length;
    const room = this.#options.processes - this.#workers.size;
    const wanted = Math.min(room, this.#suspects.length + this.#waiting.length - starting);
    for (let count = 0; count < wanted; count += 1) this.#start();
  }

  #retire(worker: DecoderWorker): void {
    this.#workers.delete(worker);
    worker.stop();
  }

  #start(): void {
    const worker: DecoderWorker = new DecoderWorker(this.#options, {
      ready: () => {
        this.#failedStarts = 0;
        this.#assign();
      },
      free: () => this.#assign(),
      gone: (held, culprit) => this.#afterExit(worker, held, culprit),
    });
    this.#workers.add(worker);
  }

  #afterExit(worker: DecoderWorker, held: readonly Job[], culprit: { job: Job; reason: string } | null): void {
    this.#workers.delete(worker);
    culprit?.job.settle({ reason: culprit.reason });
    this.#suspects.push(...held);
    if (!worker.ready) {
      this.#failedStarts += 1;
      if (this.#failedStarts >= START_ATTEMPTS) {
        return this.close(
          new ForgerError(
            'internal',
            'The image decoder cannot be started. Install Forger again, or look at forger doctor.',
          ),
        );
      }
    }
    this.#assign();
  }
}
