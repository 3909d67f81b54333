import { join } from 'node:path';
import { ForgerError, toFailure, type Failure } from '@shared/contract/errors.ts';
import type { MovePlan, MoveProgress } from '@shared/library-move.ts';
import { copyLibrary, planMove, takesLibrary } from '../../store/move-library.ts';
import { Throttle } from '../throttle.ts';

export interface MoverOptions {
  /** Folder of the library that is open. */
  dir(): string;
  /** Opens the new one instead. */
  open(dir: string): Promise<void>;
  trash(path: string): Promise<void>;
  onProgress(progress: MoveProgress): void;
  onDone(moved: { from: string; to: string }): void;
  onFailed(error: Failure): void;
  log(line: string, error: unknown): void;
}

const PROGRESS_MS = 200;
/** Made where the chosen folder already holds something. */
const LIBRARY_NAME = 'Forger';

/** Moves the library to another folder: copies, verifies, switches over; the old one stays until it is asked for. */
export class Mover {
  readonly #options: MoverOptions;
  #plan: MovePlan | null = null;
  #moving: AbortController | null = null;
  #old: string | null = null;

  constructor(options: MoverOptions) {
    this.#options = options;
  }

  get busy(): boolean {
    return this.#moving !== null;
  }

  /** Says what moving into a chosen folder takes. @throws {ForgerError} */
  async plan(chosen: string): Promise<MovePlan> {
    const from = this.#options.dir();
    const free = await takesLibrary(from, chosen);
    this.#plan = await planMove(from, free ? chosen : join(chosen, LIBRARY_NAME));
    return this.#plan;
  }

  /** Begins what was planned last. @throws {ForgerError} */
  start(): void {
    const plan = this.#plan;
    if (!plan) throw new ForgerError('invalid-request', 'Choose a folder for the library first.');
    if (this.#moving) throw new ForgerError('busy', 'The library is being moved already.');
    this.#moving = new AbortController();
    this.#plan = null;
    void this.#follow(plan.to, this.#moving.signal);
  }

  cancel(): void {
    this.#moving?.abort();
  }

  /** Puts the library that was moved away from into the system's trash. @throws {ForgerError} */
  async discardOld(): Promise<void> {
    const old = this.#old;
    if (old === null || old === this.#options.dir())
      throw new ForgerError('not-found', 'There is no old library to remove.');
    await this.#options.trash(old);
    this.#old = null;
  }

  async #follow(to: string, signal: AbortSignal): Promise<void> {
    const options = this.#options;
    const from = options.dir();
    let latest: MoveProgress | null = null;
    const telling = (error: unknown): void => options.log('could not tell how far the library is', error);
    const progress = new Throttle(PROGRESS_MS, () => void (latest && options.onProgress(latest)), telling);
    try {
      await copyLibrary(from, to, {
        signal,
        onProgress: (next) => {
          latest = next;
          progress.ask();
        },
      });
      // Opened while still nothing may write: no change falls between the copy and the switch.
      await options.open(to);
      this.#old = from;
      this.#moving = null;
      progress.stop();
      options.onDone({ from, to });
    } catch (error) {
      this.#moving = null;
      progress.stop();
      options.onFailed(toFailure(error));
    }
  }
}
