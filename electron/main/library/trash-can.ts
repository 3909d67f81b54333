import { setTimeout } from 'node:timers/promises';
import { ForgerError, toFailure } from '@shared/contract/errors.ts';
import type { TrashEntry } from '@shared/trash.ts';
import { emptyTrash, handToSystem, listTrash, moveToTrash, restoreFromTrash, settleTrash } from '../../store/trash.ts';

export interface TrashCanOptions {
  /** Folder of the library that is open. */
  dir: string;
  /** The system's trash. */
  trash(path: string): Promise<void>;
  log(line: string): void;
  /** How long a deletion can be undone. */
  undoMs?: number;
}

/** As long as the window offers to undo, and a little more. */
const UNDO_MS = 15_000;
/** The system's trash may hang, on a network's disk above all; quitting does not. */
const CLOSE_MS = 3000;

/** Deletes what can be brought back for a while; after that it is in the system's trash. */
export class TrashCan {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #handing: Promise<void> = Promise.resolve();

  constructor(private readonly options: TrashCanOptions) {}

  /** At a start: finishes what the last one did not. Without a trash of the system it stays in the library's own. */
  settle(): Promise<void> {
    const { dir, trash, log } = this.options;
    this.#handing = settleTrash(dir, trash).catch((error: unknown) =>
      log(`could not tidy the trash: ${toFailure(error).message}`),
    );
    return this.#handing;
  }

  /** @throws {ForgerError} `not-found`, … */
  async take(path: string, what: Pick<TrashEntry, 'kind' | 'name'>): Promise<TrashEntry> {
    const { dir, undoMs = UNDO_MS } = this.options;
    const entry = await moveToTrash(dir, path, what);
    this.#timers.set(
      entry.id,
      globalThis.setTimeout(() => void this.#hand(entry.id), undoMs),
    );
    return entry;
  }

  /** Brings back what was deleted; left out, the latest. @throws {ForgerError} `not-found`, … */
  async restore(id?: string): Promise<TrashEntry> {
    await this.#handing;
    const { dir } = this.options;
    const wanted = id ?? (await listTrash(dir))[0]?.id;
    if (wanted === undefined)
      throw new ForgerError(
        'not-found',
        'Nothing was deleted that Forger could bring back. Look into the system’s trash.',
      );
    const entry = await restoreFromTrash(dir, wanted);
    clearTimeout(this.#timers.get(wanted));
    this.#timers.delete(wanted);
    return entry;
  }

  /** Deletes for good what is still here. */
  async empty(): Promise<void> {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    await this.#handing;
    await emptyTrash(this.options.dir);
  }

  /** Hands over everything now: the app quits, or opens another library. What takes too long the next start finishes. */
  async close(): Promise<void> {
    for (const id of [...this.#timers.keys()]) void this.#hand(id);
    const timer = new AbortController();
    const late = setTimeout(CLOSE_MS, undefined, { signal: timer.signal }).catch(() => undefined);
    await Promise.race([this.#handing, late]);
    timer.abort();
  }

  #hand(id: string): Promise<void> {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    const { dir, trash, log } = this.options;
    this.#handing = this.#handing
      .then(() => handToSystem(dir, id, trash))
      .catch((error: unknown) => log(`the system’s trash did not take what was deleted: ${toFailure(error).message}`));
    return this.#handing;
  }
}
