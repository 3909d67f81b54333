import type { AppEvents } from '@shared/contract/channels.ts';
import type { RunFileProgress, RunFileResult } from '@shared/run-file.ts';
import { call, listen, sentence } from '../lib/bridge.ts';

export type WorkState =
  | { phase: 'idle'; problem: string | null }
  /** The app has been asked; it may be asking where the file goes. */
  | { phase: 'asking' }
  | { phase: 'running'; job: string; progress: RunFileProgress | null; cancelling: boolean }
  | { phase: 'done'; result: RunFileResult };

type News = {
  [Name in 'runFile.progress' | 'runFile.done' | 'runFile.failed']: { name: Name } & AppEvents[Name];
}[`runFile.${'progress' | 'done' | 'failed'}`];

/** One run on its way into a file, out of one, or being checked. */
export class RunFileWork {
  state = $state.raw<WorkState>({ phase: 'idle', problem: null });
  readonly #onDone: (result: RunFileResult) => void;
  /** What was told before the answer to the call that started the job. */
  #early: News[] = [];

  constructor(onDone: (result: RunFileResult) => void = () => undefined) {
    this.#onDone = onDone;
  }

  get busy(): boolean {
    return this.state.phase === 'asking' || this.state.phase === 'running';
  }

  /** An effect: follows what the app tells. */
  follow(): () => void {
    const stops = [
      listen('runFile.progress', (news) => this.#hear({ name: 'runFile.progress', ...news })),
      listen('runFile.done', (news) => this.#hear({ name: 'runFile.done', ...news })),
      listen('runFile.failed', (news) => this.#hear({ name: 'runFile.failed', ...news })),
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
      for (const news of this.#early) this.#hear(news);
    } catch (error) {
      this.again(sentence(error));
    }
  }

  async cancel(): Promise<void> {
    if (this.state.phase !== 'running') return;
    this.state = { ...this.state, cancelling: true };
    // One that has just ended tells so itself.
    await call('runFile.cancel', { job: this.state.job }).catch(() => undefined);
  }

  again(problem: string | null = null): void {
    this.state = { phase: 'idle', problem };
  }

  #hear(news: News): void {
    const { state } = this;
    if (state.phase === 'asking') this.#early.push(news);
    if (state.phase !== 'running' || state.job !== news.job) return;
    switch (news.name) {
      case 'runFile.progress':
        this.state = { ...state, progress: news.progress };
        return;
      case 'runFile.done':
        this.state = { phase: 'done', result: news.result };
        this.#onDone(news.result);
        return;
      case 'runFile.failed':
        return this.again(news.error.code === 'cancelled' ? null : news.error.message);
    }
  }
}
