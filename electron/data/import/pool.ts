import { availableParallelism } from 'node:os';
import { ForgerError } from '@shared/contract/errors.ts';
import type { Half } from '@shared/import/options.ts';
import { DECODE_TIMEOUT_MS } from '../limits.ts';
import type { DecoderLauncher } from '../decoder/launcher.ts';
import type { DecoderTask } from './tasks.ts';
import { DecoderWorker, type Job, type Outcome, type WorkerOptions } from './worker.ts';

const START_ATTEMPTS = 3;
const MOST_PROCESSES = 4;
/**
 * A decoder on Node 20 with sharp 0.35 on glibc held 108 MiB after 1,000 JPEGs and PNGs of 28 × 28 to 1024 × 768 pixels in turn, 124 after 5,000,
 * 127 after 10,000 and 133 after 20,000: beyond the first thousands it leaks some 0.6 KiB an image, and starting another takes 0.4 s.
 */
const IMAGES_PER_PROCESS = 20_000;

export interface PoolOptions<Answer> extends WorkerOptions<Answer> {
  /** Most processes at once. */
  processes: number;
  /** Images after which a process is replaced, so that what it leaks cannot add up. */
  imagesPerProcess: number;
}

/**
 * Has files decoded in processes that may die. When one dies, the files it held are tried again one at a
 * time, each alone in its process, so that only the file that kills it is refused.
 */
export class DecoderPool<Answer> {
  readonly #options: PoolOptions<Answer>;
  readonly #waiting: Job<Answer>[] = [];
  readonly #suspects: Job<Answer>[] = [];
  readonly #workers = new Set<DecoderWorker<Answer>>();
  #failedStarts = 0;
  #closed: unknown = null;

  constructor(options: PoolOptions<Answer>) {
    this.#options = options;
  }

  /** Answers when the file was worked off or refused. @throws ForgerError when no decoder can be started, or what close() was given. */
  ask(path: string, half?: Half): Promise<Outcome<Answer>> {
    return new Promise((settle, fail) => {
      if (this.#closed !== null) return fail(this.#closed);
      this.#waiting.push({ path, ...(half && { half }), settle, fail });
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
      if (this.#isDone(worker)) {
        if (worker.load === 0) this.#retire(worker);
        continue;
      }
      const suspect = worker.load === 0 ? this.#suspects.shift() : undefined;
      if (suspect) worker.take(suspect, true);
      while (!worker.alone && worker.hungry && !this.#isDone(worker)) {
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

  #isDone(worker: DecoderWorker<Answer>): boolean {
    return worker.taken >= this.#options.imagesPerProcess;
  }

  #retire(worker: DecoderWorker<Answer>): void {
    this.#workers.delete(worker);
    worker.stop();
  }

  #start(): void {
    const worker: DecoderWorker<Answer> = new DecoderWorker(this.#options, {
      ready: () => {
        this.#failedStarts = 0;
        this.#assign();
      },
      free: () => this.#assign(),
      gone: (held, culprit) => this.#afterExit(worker, held, culprit),
    });
    this.#workers.add(worker);
  }

  #afterExit(
    worker: DecoderWorker<Answer>,
    held: readonly Job<Answer>[],
    culprit: { job: Job<Answer>; reason: string } | null,
  ): void {
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

/** A pool as imports use it: as many processes as the machine and the files occupy. */
export const poolFor = <Answer>(
  launcher: DecoderLauncher,
  task: DecoderTask<Answer>,
  files: number,
): DecoderPool<Answer> =>
  new DecoderPool({
    launcher,
    task,
    processes: Math.max(1, Math.min(MOST_PROCESSES, availableParallelism(), files)),
    timeout: DECODE_TIMEOUT_MS,
    imagesPerProcess: IMAGES_PER_PROCESS,
  });
