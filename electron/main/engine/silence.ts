export interface SilenceOptions {
  /** A run's engine has been silent since it was asked for something, or has spoken again. */
  onChange(run: string): void;
  /** For so long, in seconds. */
  patience?: number;
}

/** Long enough for the longest step that people train, short enough not to wonder for long. */
const PATIENCE_SECONDS = 8;

/**
 * Notices that an engine does not answer: one that was halted, or hangs in a driver, cannot say so itself. Time runs
 * from what it was asked for to any sign of life; nothing is done about it but to know it.
 */
export class Silence {
  readonly #options: SilenceOptions;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #silent = new Set<string>();

  constructor(options: SilenceOptions) {
    this.#options = options;
  }

  isSilent(run: string): boolean {
    return this.#silent.has(run);
  }

  /** It was asked for something: from here on it owes a sign of life. */
  expect(run: string): void {
    if (!this.#timers.has(run)) this.#wait(run);
  }

  /** It gave one, and still owes what it was asked for. */
  heard(run: string): void {
    if (!this.#timers.has(run)) return;
    this.#wait(run);
    this.#spoke(run);
  }

  /** It owes nothing any more: it answered, or is gone. */
  over(run: string): void {
    clearTimeout(this.#timers.get(run));
    this.#timers.delete(run);
    this.#spoke(run);
  }

  #wait(run: string): void {
    clearTimeout(this.#timers.get(run));
    const { patience = PATIENCE_SECONDS, onChange } = this.#options;
    const timer = setTimeout(() => {
      this.#silent.add(run);
      onChange(run);
    }, patience * 1000);
    timer.unref();
    this.#timers.set(run, timer);
  }

  #spoke(run: string): void {
    if (this.#silent.delete(run)) this.#options.onChange(run);
  }
}
