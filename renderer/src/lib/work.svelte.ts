import type { Failure } from '@shared/contract/errors.ts';
import { sentence } from './bridge.ts';

export type WorkState<Progress, Result> =
  | { phase: 'idle'; problem: string | null }
  /** The app has been asked; it may be asking where a file goes. */
  | { phase: 'asking' }
  | { phase: 'running'; job: string; progress: Progress | null; cancelling: boolean }
  | { phase: 'done'; result: Result };

/** How a kind of job is followed and cancelled. Each function that follows returns the one that ends it. */
export interface WorkWays<Progress, Result> {
  onProgress(heard: (news: { job: string; progress: Progress }) => void): () => void;
  onDone(heard: (news: { job: string; result: Result }) => void): () => void;
  onFailed(heard: (news: { job: string; error: Failure }) => void): () => void;
  cancel(job: string): Promise<unknown>;
}

type Running<Progress, Result> = Extract<WorkState<Progress, Result>, { phase: 'running' }>;

/** A job of the app that the window starts and follows to its end. */
export class Work<Progress, Result> {
  state = $state.raw<WorkState<Progress, Result>>({ phase: 'idle', problem: null });
  readonly #ways: WorkWays<Progress, Result>;
  readonly #onDone: (result: Result) => void;
  #waiting: (() => void)[] = [];
  /** What was told before the answer to the call that started the job. */
  #early: (() => void)[] = [];

  constructor(ways: WorkWays<Progress, Result>, onDone: (result: Result) => void = () => undefined) {
    this.#ways = ways;
    this.#onDone = onDone;
  }

  get busy(): boolean {
    return this.state.phase === 'asking' || this.state.phase === 'running';
  }

  /** An effect: follows what the app tells. */
  follow(): () => void {
    const stops = [
      this.#ways.onProgress(({ job, progress }) => this.#hear(job, (state) => (this.state = { ...state, progress }))),
      this.#ways.onDone(({ job, result }) =>
        this.#hear(job, () => {
          this.state = { phase: 'done', result };
          this.#onDone(result);
          this.#ended();
        }),
      ),
      this.#ways.onFailed(({ job, error }) =>
        this.#hear(job, () => this.again(error.code === 'cancelled' ? null : error.message)),
      ),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** Starts a job; null where the user cancelled the system's dialog. */
  async start(ask: () => Promise<{ job: string } | null>): Promise<void> {
    this.#early = [];
    this.state = { phase: 'asking' };
    try {
      const started = await ask();
      if (started === null) return this.again();
      this.state = { phase: 'running', job: started.job, progress: null, cancelling: false };
      for (const tell of this.#early) tell();
    } catch (error) {
      this.again(sentence(error));
    }
  }

  async cancel(): Promise<void> {
    if (this.state.phase !== 'running') return;
    this.state = { ...this.state, cancelling: true };
    // One that has just ended tells so itself.
    await this.#ways.cancel(this.state.job).catch(() => undefined);
  }

  again(problem: string | null = null): void {
    this.state = { phase: 'idle', problem };
    this.#ended();
  }

  /** Resolves once nothing goes on. */
  idle(): Promise<void> {
    return this.busy ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve();
  }

  #ended(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Lets what was told of a job be shown, if it is the one followed. */
  #hear(job: string, show: (state: Running<Progress, Result>) => void): void {
    const { state } = this;
    if (state.phase === 'asking') this.#early.push(() => this.#hear(job, show));
    if (state.phase === 'running' && state.job === job) show(state);
  }
}
