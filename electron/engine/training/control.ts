/** Pauses, resumes and stops a run from outside; the loop looks at it between steps. */
export class RunControl {
  #wanted: 'train' | 'pause' | 'stop' = 'train';
  #waiting: (() => void)[] = [];
  #thinning = false;

  get pausing(): boolean {
    return this.#wanted === 'pause';
  }

  /** Once true, it stays so. */
  get stopping(): boolean {
    return this.#wanted === 'stop';
  }

  pause(): void {
    this.#want('pause');
  }

  resume(): void {
    this.#want('train');
  }

  /** Ends the run after the step it is in, with a checkpoint. */
  stop(): void {
    this.#want('stop');
  }

  /** Asks that older checkpoints be let go, so that a run that waits for room on the disk has some. */
  thin(): void {
    this.#thinning = true;
    this.#tell();
  }

  /** Whether that was asked since it was last looked at. */
  takeThinning(): boolean {
    const asked = this.#thinning;
    this.#thinning = false;
    return asked;
  }

  /** Resolves when what is wanted changes. */
  changed(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #want(wanted: 'train' | 'pause' | 'stop'): void {
    if (this.stopping) return;
    this.#wanted = wanted;
    this.#tell();
  }

  #tell(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
