import { installedVersion, type Installation } from './installation.ts';

export interface UpdateWatchOptions {
  /** Null where versions are not installed side by side: then nothing is ever looked at. */
  installation: Installation | null;
  /** Another version is installed by now, or none any more. */
  onChange(version: string | null): void;
  log(line: string, error: unknown): void;
}

/** Between two looks at a link while the window keeps the focus. */
const LOOK_MS = 5 * 60_000;

/** Notices that another version of Forger was installed while this one runs. */
export class UpdateWatch {
  readonly #options: UpdateWatchOptions;
  #installed: string | null = null;
  #timer: NodeJS.Timeout | null = null;
  #complained = false;

  constructor(options: UpdateWatchOptions) {
    this.#options = options;
  }

  /** The version that the next start uses; null where it is this one. */
  get installed(): string | null {
    return this.#installed;
  }

  /** What starts it. */
  get program(): string | null {
    return this.#installed === null ? null : (this.#options.installation?.program ?? null);
  }

  start(): void {
    if (this.#options.installation === null) return;
    void this.look();
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** One look, as the window gets the focus. What cannot be read is said in the log once, and looked at again. */
  async look(): Promise<void> {
    const { installation, onChange, log } = this.#options;
    if (installation === null) return;
    let found: string | null;
    try {
      found = await installedVersion(installation);
    } catch (error) {
      if (!this.#complained) log('could not look at the version that is installed', error);
      this.#complained = true;
      return;
    }
    if (found === this.#installed) return;
    this.#installed = found;
    onChange(found);
  }
}
