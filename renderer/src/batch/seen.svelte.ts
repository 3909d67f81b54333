import type { BatchQuestion, SeenBatch } from '@shared/batch.ts';
import { ForgerError } from '@shared/contract/errors.ts';
import { call, sentence } from '../lib/bridge.ts';

/** A pause in typing or sliding, after which the batch is drawn. */
const PAUSE_MS = 200;

/** The batch that was asked for last, as D sees it; the one before stays until it is here. */
export class Seen {
  batch = $state.raw<SeenBatch | null>(null);
  busy = $state(false);
  /** Why it could not be drawn, in a sentence. */
  problem = $state<string | null>(null);
  /** What was asked last; null before the first question. */
  #last: { key: string; question: BatchQuestion } | null = null;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Asks, unless just that was asked last. */
  want(question: BatchQuestion): void {
    const key = JSON.stringify(question);
    if (key === this.#last?.key) return;
    const pause = this.#last === null ? 0 : PAUSE_MS;
    this.#last = { key, question };
    this.#begin(question, pause);
  }

  /** Asks once more what could not be drawn. */
  again(): void {
    if (this.#last) this.#begin(this.#last.question, 0);
  }

  #begin(question: BatchQuestion, pause: number): void {
    this.#asked += 1;
    const number = this.#asked;
    this.busy = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(number, question), pause);
  }

  /** Nobody looks any more. */
  leave(): void {
    if (this.#last === null) return;
    this.#last = null;
    this.#asked += 1;
    clearTimeout(this.#timer);
    this.busy = false;
    void call('batch.leave', {}).catch(() => undefined);
  }

  async #ask(number: number, question: BatchQuestion): Promise<void> {
    try {
      const batch = await call('batch.see', question);
      if (number !== this.#asked) return;
      this.batch = batch;
      this.problem = null;
    } catch (error) {
      if (number === this.#asked && !(error instanceof ForgerError && error.code === 'cancelled'))
        this.problem = sentence(error);
    } finally {
      if (number === this.#asked) this.busy = false;
    }
  }
}
