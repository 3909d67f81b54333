import { ForgerError } from '@shared/contract/errors.ts';
import type { Recommendation } from '@shared/recommend/index.ts';
import { call, sentence } from '../lib/bridge.ts';

/** What is recommended for the images at hand. */
export class Advice {
  #value = $state.raw<Recommendation | null>(null);
  /** A few steps are being tried. */
  measuring = $state(false);
  failure = $state<string | null>(null);
  /** Counts the questions: an older one's answer is nobody's. */
  #question = 0;

  /** Null until it is known, and where the images cannot be read. */
  of(dataset: string): Recommendation | null {
    return this.#value?.dataset === dataset ? this.#value : null;
  }

  /** @param measure whether what is not known is tried on this machine */
  async ask(dataset: string, measure = false): Promise<void> {
    const question = (this.#question += 1);
    this.measuring = measure;
    this.failure = null;
    try {
      const value = await call('preflight.recommend', { id: dataset, measure });
      if (question === this.#question) this.#value = value;
    } catch (error) {
      const cancelled = error instanceof ForgerError && error.code === 'cancelled';
      if (question === this.#question && !cancelled) this.failure = sentence(error);
    } finally {
      if (question === this.#question) this.measuring = false;
    }
  }
}
