import { ForgerError } from '@shared/contract/errors.ts';
import type { Subject } from '@shared/verdict/subject.ts';
import type { Verdict, VerdictProgress } from '@shared/verdict/verdict.ts';
import { call, listen, sentence } from '../lib/bridge.ts';

/** One question to D, and what is known of the answer so far. */
export class Asking {
  /** Without its nearest training images at first. */
  verdict = $state.raw<Verdict | null>(null);
  progress = $state.raw<VerdictProgress | null>(null);
  /** Why there is no answer, in a sentence. */
  problem = $state<string | null>(null);

  /** An effect: asks, hears of the answer, and asks no more when it ends. */
  start(run: string, subject: Subject, step: number): () => void {
    let over = false;
    this.verdict = null;
    this.progress = null;
    this.problem = null;
    const stop = listen('verdict.news', (news) => {
      if (over) return;
      if ('stage' in news) this.progress = news;
      else this.verdict = news;
    });
    const end = (): void => {
      over = true;
      stop();
    };
    void call('verdict.ask', { id: run, step, subject })
      .then((verdict) => {
        if (!over) this.verdict = verdict;
      })
      .catch((error: unknown) => {
        if (over || (error instanceof ForgerError && error.code === 'cancelled')) return;
        this.verdict = null;
        this.problem = sentence(error);
      })
      .finally(end);
    return () => {
      if (over) return;
      end();
      // Another question ends this one too; the last is ended here.
      void call('verdict.cancel', {});
    };
  }
}
