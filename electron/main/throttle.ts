/**
 * Runs `work` soon after it is asked for, at most once per `milliseconds`, never twice at once; whatever is asked
 * meanwhile is served by one more round.
 */
export class Throttle {
  readonly #milliseconds: number;
  readonly #work: () => Promise<void> | void;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | null = null;
  #working = false;
  #again = false;
  #last = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(milliseconds: number, work: () => Promise<void> | void, onError: (error: unknown) => void) {
    this.#milliseconds = milliseconds;
    this.#work = work;
    this.#onError = onError;
  }

  ask(): void {
    if (this.#stopped || this.#timer) return;
    if (this.#working) {
      this.#again = true;
      return;
    }
    const wait = Math.max(0, this.#last + this.#milliseconds - performance.now());
    this.#timer = setTimeout(() => void this.#run(), wait);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #run(): Promise<void> {
    this.#timer = null;
    this.#working = true;
    this.#last = performance.now();
    try {
      await this.#work();
    } catch (error) {
      this.#onError(error);
    } finally {
      this.#working = false;
    }
    if (!this.#again) return;
    this.#again = false;
    this.ask();
  }
}
