import type { ProcessPort } from '@shared/ports/port.ts';
import { Requests } from '@shared/ports/requests.ts';
import type { DecoderLauncher } from '../decoder/launcher.ts';
import { isDecoderMessage, type PictureAt } from '../decoder/messages.ts';
import type { DecoderTask } from './tasks.ts';

/** What became of one file. */
export type Outcome<Answer> = Answer | { reason: string };

export interface Job<Answer> extends PictureAt {
  settle(outcome: Outcome<Answer>): void;
  fail(error: unknown): void;
}

export interface WorkerOptions<Answer> {
  launcher: DecoderLauncher;
  task: DecoderTask<Answer>;
  /** Milliseconds one image may take. */
  timeout: number;
}

const START_TIMEOUT_MS = 30_000;
/** A process holds at least so many requests, so that it never waits for the next one, … */
const FEWEST_HELD = 4;
/** … and more where it is done with them in no time: what it works off in so many milliseconds, … */
const HELD_MS = 50;
/** … but never so many that nobody else has any. */
const MOST_HELD = 512;
const DECODER_FAILED = 'the decoder failed on it';

export interface WorkerEvents<Answer> {
  ready(): void;
  free(): void;
  /** The process ended: `held` were not answered; `culprit` is the file that it died on, where that is certain. */
  gone(held: readonly Job<Answer>[], culprit: { job: Job<Answer>; reason: string } | null): void;
}

/** One decoding process and the files it holds. */
export class DecoderWorker<Answer> {
  ready = false;
  /** Holds one suspect and takes nothing beside it. */
  alone = false;
  readonly #process: ProcessPort;
  readonly #options: WorkerOptions<Answer>;
  readonly #events: WorkerEvents<Answer>;
  readonly #requests = new Requests<Job<Answer>, Outcome<Answer>>((job, index) =>
    this.#process.postMessage(this.#options.task.request(index, job)),
  );
  #timer: NodeJS.Timeout | undefined;
  #tooSlow = false;
  #stopped = false;
  #readyAt = 0;

  constructor(options: WorkerOptions<Answer>, events: WorkerEvents<Answer>) {
    this.#options = options;
    this.#events = events;
    this.#process = options.launcher();
    this.#process.onMessage((message) => this.#receive(message));
    this.#process.onExit(() => this.#exited());
    this.#watch(START_TIMEOUT_MS);
  }

  get load(): number {
    return this.#requests.pending;
  }

  /** Whether it would run out of work without more. */
  get hungry(): boolean {
    const answered = this.taken - this.load;
    const pace = answered / (performance.now() - this.#readyAt);
    return this.load < Math.min(MOST_HELD, Math.max(FEWEST_HELD, pace * HELD_MS));
  }

  /** Requests it was given so far. */
  get taken(): number {
    return this.#requests.asked;
  }

  take(job: Job<Answer>, alone: boolean): void {
    this.alone = alone;
    if (this.load === 0) this.#watch(this.#options.timeout);
    // Of a process that ends, the jobs go back to who gave them.
    this.#requests.ask(job).then(job.settle, () => undefined);
  }

  /** Ends the process without further word. @returns the jobs it held. */
  stop(): Job<Answer>[] {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#process.kill();
    return this.#takeBack();
  }

  #takeBack(): Job<Answer>[] {
    const held = [...this.#requests.waiting];
    this.#requests.end(null);
    return held;
  }

  #watch(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#tooSlow = true;
      this.#end();
    }, milliseconds);
  }

  #receive(message: unknown): void {
    if (this.#stopped) return;
    if (!isDecoderMessage(message)) return this.#end();
    if (message.type === 'ready') {
      clearTimeout(this.#timer);
      this.ready = true;
      this.#readyAt = performance.now();
      return this.#events.ready();
    }
    const outcome = message.type === 'refused' ? { reason: message.reason } : this.#options.task.read(message);
    if (this.#requests.oldest !== message.index || !outcome) return this.#end();
    this.#requests.answer(message.index, outcome);
    this.alone = false;
    clearTimeout(this.#timer);
    if (this.load > 0) this.#watch(this.#options.timeout);
    this.#events.free();
  }

  /** Does not wait for the exit: a process that hangs may take its time to die. */
  #end(): void {
    this.#process.kill();
    this.#exited();
  }

  #exited(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#stopped = true;
    const held = this.#takeBack();
    // Of several, the first may be answered by now, in a batch that was never sent.
    const certain = this.alone || held.length === 1;
    const job = certain ? held.shift() : undefined;
    const reason = this.#tooSlow
      ? `${DECODER_FAILED}: it took longer than ${this.#options.timeout / 1000} seconds`
      : DECODER_FAILED;
    this.#events.gone(held, job ? { job, reason } : null);
  }
}
