import { toFailure } from '@shared/contract/errors.ts';
import type { TrashEntry, TrashItem } from '@shared/trash.ts';
import {
  deleteForGood,
  emptyTrash,
  latestInTrash,
  moveToTrash,
  restoreFromTrash,
  settleTrash,
  weighTrash,
} from '../../store/trash.ts';

export interface TrashCanOptions {
  /** Folder of the library that is open. */
  dir: string;
  /** The system's trash. */
  trash(path: string): Promise<void>;
  log(line: string): void;
}

/** Deletes what can be brought back: it lies in the library's own trash, and after some weeks in the system's. */
export class TrashCan {
  readonly #options: TrashCanOptions;
  #settling: Promise<void> = Promise.resolve();

  constructor(options: TrashCanOptions) {
    this.#options = options;
  }

  /** At a start: what has lain here long enough goes to the system's trash. Without one it stays. */
  settle(): Promise<void> {
    const { dir, trash, log } = this.#options;
    this.#settling = settleTrash(dir, trash, new Date()).catch((error: unknown) =>
      log(`could not tidy the trash: ${toFailure(error).message}`),
    );
    return this.#settling;
  }

  /** @throws {ForgerError} `not-found`, … */
  take(path: string, what: Pick<TrashEntry, 'kind' | 'name'>): Promise<TrashEntry> {
    return moveToTrash(this.#options.dir, path, what);
  }

  /** What can be brought back, the latest first. */
  list(): Promise<TrashItem[]> {
    return weighTrash(this.#options.dir);
  }

  /** Brings back what was deleted; left out, the latest. @throws {ForgerError} `not-found`, … */
  async restore(id?: string): Promise<TrashEntry> {
    const { dir } = this.#options;
    return restoreFromTrash(dir, id ?? (await latestInTrash(dir)));
  }

  /** Deletes one thing for good; left out, all that is here. @throws {ForgerError} `not-found`, … */
  async empty(id?: string): Promise<void> {
    await this.#settling;
    const { dir } = this.#options;
    await (id === undefined ? emptyTrash(dir) : deleteForGood(dir, id));
  }
}
