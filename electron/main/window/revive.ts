/** A page whose process goes again so soon would only go on and on. */
const AGAIN_MS = 60_000;

export interface ReviveOptions {
  /** Loads the page anew. */
  reload(): void;
  /** It went again: somebody has to say whether to go on. Resolves to true to load it once more. */
  ask(): Promise<boolean>;
  /** Once the page is there again. */
  tell(sentence: string): void;
  now?(): number;
}

export const CAME_BACK = 'The window’s page ended unexpectedly and was loaded anew. Runs were not touched by that.';

/** Brings back a window whose page's process went: by itself once, and after that when the user says so. */
export class Revival {
  readonly #options: ReviveOptions;
  #last = Number.NEGATIVE_INFINITY;
  #pending = false;

  constructor(options: ReviveOptions) {
    this.#options = options;
  }

  /** @param reason Chromium's; a page that went in order is none of ours */
  async gone(reason: string): Promise<void> {
    if (reason === 'clean-exit') return;
    const now = (this.#options.now ?? performance.now.bind(performance))();
    const soon = now - this.#last < AGAIN_MS;
    this.#last = now;
    if (soon && !(await this.#options.ask())) return;
    this.#pending = true;
    this.#options.reload();
  }

  /** The page is loaded. */
  loaded(): void {
    if (!this.#pending) return;
    this.#pending = false;
    this.#options.tell(CAME_BACK);
  }
}
