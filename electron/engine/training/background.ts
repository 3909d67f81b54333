/** Work that is done while training goes on: one piece after another, in the order it came. */
export class Background {
  #last: Promise<void> = Promise.resolve();
  #failure: { error: unknown } | null = null;
  /** Pieces that are not done yet. */
  waiting = 0;

  /** What comes after a piece that failed is left undone. @returns when this piece is over, however it ended */
  add(work: () => Promise<void>): Promise<void> {
    this.waiting += 1;
    this.#last = this.#last.then(async () => {
      try {
        if (!this.#failure) await work();
      } catch (error) {
        this.#failure = { error };
      } finally {
        this.waiting -= 1;
      }
    });
    return this.#last;
  }

  /** @throws what a piece threw */
  check(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** Waits for all of it, however it ends. */
  async over(): Promise<void> {
    while (this.waiting > 0) await this.#last;
  }

  /** Waits for all of it. @throws what a piece threw */
  async done(): Promise<void> {
    await this.over();
    this.check();
  }
}
