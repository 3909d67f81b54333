import { ForgerError } from '@shared/contract/errors.ts';
import { megabytes, neededBytes } from '@shared/disk-room.ts';
import type { RunRecord } from '@shared/run.ts';
import { freeBytes } from '../../store/disk-use.ts';

const LOOK_EVERY_MS = 5000;

export interface Watch {
  /** Where the run is written. */
  folder: string;
  record: RunRecord;
  /** Left out, asked of the disk. */
  free?: (folder: string) => Promise<number>;
  now?: () => number;
}

/** Looks at the disk while a run trains, so that it waits before the disk is full and not after. */
export class FreeSpace {
  readonly #watch: Watch;
  readonly #needed: number;
  #looked = Number.NEGATIVE_INFINITY;

  constructor(watch: Watch) {
    this.#watch = watch;
    this.#needed = neededBytes(watch.record);
  }

  /** True when the last look is so old that it should be taken again. */
  get due(): boolean {
    return (this.#watch.now ?? performance.now.bind(performance))() - this.#looked >= LOOK_EVERY_MS;
  }

  /** @throws {ForgerError} `no-space` when less is free than the next checkpoint and the reserve take */
  async check(): Promise<void> {
    const { folder, free = freeBytes, now = performance.now.bind(performance) } = this.#watch;
    this.#looked = now();
    const found = await free(folder).catch(() => null);
    // A disk that does not tell is not full: then a failed write tells.
    if (found === null || found >= this.#needed) return;
    throw new ForgerError(
      'no-space',
      `Only ${megabytes(found)} are free where the library lies (${folder}), and the next checkpoint needs ` +
        `${megabytes(this.#needed)}. Free some space; the run then goes on by itself.`,
    );
  }
}
