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
  #key: string | null = null;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Asks, unless just that was asked last. */
  want(question: BatchQuestion): void {
    const key = JSON.stringify(question);
    if (key === this.#key) return;
    const first = this.#key === null;
    this.#key = key;
    this.#asked += 1;
    const number = this.#asked;
    this.busy = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(number, question), first ? 0 : PAUSE_MS);
  }

  /** Nobody looks any more. */
  leave(): void {
    if (this.#key === null) return;
    this.#key = null;
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
