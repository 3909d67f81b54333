import { freeBytes } from '../../store/disk-use.ts';

export interface SpaceWatchOptions {
  dir: string;
  /** False while nobody looks: then the disk is not asked. */
  visible(): boolean;
  send(freeBytes: number): void;
  pollMs?: number;
  /** Left out, asked of the disk. */
  free?: (dir: string) => Promise<number>;
}

/** Less than this is not seen in "147 MB free". */
const NOTICED_BYTES = 500_000;

/** Tells the window how much is free where the library lies, whenever it changes. */
export class SpaceWatch {
  readonly #options: SpaceWatchOptions;
  #told = Number.NaN;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: SpaceWatchOptions) {
    this.#options = options;
  }

  start(): void {
    const { pollMs = 2000, visible } = this.#options;
    const loop = async (): Promise<void> => {
      if (visible()) await this.look();
      if (this.#timer) this.#timer = setTimeout(() => void loop(), pollMs);
    };
    this.#timer = setTimeout(() => void loop(), 0);
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** One look; a disk that does not answer is asked again with the next. */
  async look(): Promise<void> {
    const { dir, free = freeBytes, send } = this.#options;
    const found = await free(dir).catch(() => null);
    if (found === null || Math.abs(found - this.#told) < NOTICED_BYTES) return;
    this.#told = found;
    send(found);
  }
}
