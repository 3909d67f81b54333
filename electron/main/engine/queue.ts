import { ForgerError, toFailure } from '@shared/contract/errors.ts';

/** What the queue does to the world. */
export interface QueueEffects {
  /** Resolves when an engine has taken the run. @throws {ForgerError} when it refuses. */
  train(run: string): Promise<void>;
  stop(run: string): Promise<void>;
  /** Writes that the run waits for its turn. */
  markWaiting(run: string): Promise<void>;
  /** Writes that a run that had not begun was taken out of the queue. */
  markStopped(run: string, message: string | null): Promise<void>;
  /** Writes that a run could not begin, with the sentence why. */
  markFailed(run: string, message: string): Promise<void>;
  /** Where this run stands in the queue has changed. */
  onChange(run: string): void;
  /** The runs that wait, the next one first, for when the app is opened again. */
  keepQueue(waiting: readonly string[]): void;
  log(line: string, error: unknown): void;
}

/** A few runs train at a time; the others wait in the queue in the order they were asked for. */
export class RunQueue {
  readonly #effects: QueueEffects;
  #atOnce: number;
  readonly #active = new Set<string>();
  #runs: readonly string[] = [];
  #closed = false;
  #held = false;
  /** Runs on their way into the queue: being written as waiting. */
  readonly #arriving = new Set<string>();

  /** @param atOnce how many may train at a time */
  constructor(effects: QueueEffects, atOnce = 1) {
    this.#effects = effects;
    this.#atOnce = atOnce;
  }

  /** The runs that engines have, longest first. */
  get training(): readonly string[] {
    return [...this.#active];
  }

  /** Those, and of the runs on their way into the queue as many as find a free place: they wait for nobody. */
  get beginning(): readonly string[] {
    const free = this.#closed || this.#held ? 0 : Math.max(0, this.#atOnce - this.#active.size - this.#runs.length);
    return [...this.#active, ...[...this.#arriving].slice(0, free)];
  }

  get waiting(): readonly string[] {
    return this.#runs;
  }

  /** Nothing trains, waits, or is about to. */
  get idle(): boolean {
    return this.#active.size === 0 && this.#runs.length === 0 && this.#arriving.size === 0;
  }

  trains(run: string): boolean {
    return this.#active.has(run);
  }

  /** Whether this app holds the run, so that it can be paused and stopped here. */
  holds(run: string): boolean {
    return this.#active.has(run) || this.#runs.includes(run) || this.#arriving.has(run);
  }

  /** Puts a run in the queue. Does nothing for a run that is in it or trains already. */
  async enqueue(run: string): Promise<void> {
    if (this.holds(run)) return;
    this.#arriving.add(run);
    try {
      // Written before the run can get its turn: only one may write a run at a time.
      await this.#effects.markWaiting(run);
      this.#setRuns([...this.#runs, run]);
    } finally {
      this.#arriving.delete(run);
    }
    this.#effects.onChange(run);
    this.#advance();
  }

  /** Stops a run that trains, or takes a waiting one out of the queue. @throws {ForgerError} for a run it does not hold. */
  async stop(run: string): Promise<void> {
    if (this.#active.has(run)) return this.#effects.stop(run);
    if (!this.#runs.includes(run)) throw notHeld();
    this.#setRuns(this.#runs.filter((other) => other !== run));
    await this.#effects.markStopped(run, null);
    this.#effects.onChange(run);
  }

  /** Moves a waiting run to another place in the queue, 0 the next; past the end is the end. @throws {ForgerError} for a run that is not in it. */
  move(run: string, place: number): void {
    if (!this.#runs.includes(run)) throw notHeld();
    this.#setRuns(this.#runs.filter((other) => other !== run).toSpliced(place, 0, run));
    this.#effects.onChange(run);
  }

  /** An engine has let go of its run, or is gone. */
  ended(run: string): void {
    if (!this.#active.delete(run)) return;
    this.#effects.onChange(run);
    this.#advance();
  }

  /** Lets so many train at a time; those that do already stay. */
  setAtOnce(atOnce: number): void {
    this.#atOnce = atOnce;
    this.#advance();
  }

  /** Lets no waiting run begin until {@link release}; those that train go on. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.#advance();
  }

  /** Lets nothing begin any more because the app closes: who waits keeps its place. */
  close(): void {
    this.#closed = true;
  }

  #setRuns(runs: readonly string[]): void {
    this.#runs = runs;
    this.#effects.keepQueue(runs);
  }

  #advance(): void {
    while (!this.#closed && !this.#held && this.#active.size < this.#atOnce) {
      const [run, ...rest] = this.#runs;
      if (run === undefined) return;
      this.#active.add(run);
      this.#setRuns(rest);
      void this.#begin(run);
    }
  }

  async #begin(run: string): Promise<void> {
    try {
      await this.#effects.train(run);
    } catch (error) {
      await this.#effects
        .markFailed(run, toFailure(error).message)
        .catch((cause: unknown) => this.#effects.log(`could not write why ${run} did not start`, cause));
      this.ended(run);
    }
    this.#effects.onChange(run);
  }
}

export const notHeld = (): ForgerError =>
  new ForgerError('busy', 'This run is not trained by this window. Pause or stop it where it was started.');
