import { ForgerError, toFailure, type Failure } from '@shared/contract/errors.ts';
import type { RuntimeProgress } from '@shared/runtimes.ts';
import { Throttle } from '../throttle.ts';

export interface CudaInstallerOptions {
  install(signal: AbortSignal, onProgress: (progress: RuntimeProgress) => void): Promise<unknown>;
  /** @returns bytes given back; null where there was nothing */
  remove(): Promise<number | null>;
  onProgress(progress: RuntimeProgress): void;
  onDone(): void;
  onFailed(error: Failure): void;
  log(line: string, error: unknown): void;
}

const PROGRESS_MS = 100;

/** One installation of CUDA at a time; it ends with exactly one of done and failed. */
export class CudaInstaller {
  readonly #options: CudaInstallerOptions;
  #running: AbortController | null = null;

  constructor(options: CudaInstallerOptions) {
    this.#options = options;
  }

  get busy(): boolean {
    return this.#running !== null;
  }

  /** @throws {ForgerError} busy */
  start(): void {
    if (this.#running) throw new ForgerError('busy', 'CUDA is being installed already.');
    const controller = new AbortController();
    this.#running = controller;
    void this.#follow(controller);
  }

  /** What was fetched stays for the next try. @throws {ForgerError} not-found */
  cancel(): void {
    if (!this.#running) throw new ForgerError('not-found', 'CUDA is not being installed.');
    this.#running.abort();
  }

  /** @returns bytes given back on the disk @throws {ForgerError} busy */
  async remove(): Promise<number> {
    if (this.#running) throw new ForgerError('busy', 'CUDA is being installed. Cancel that first.');
    const bytes = await this.#options.remove();
    this.#options.onDone();
    return bytes ?? 0;
  }

  async #follow({ signal }: AbortController): Promise<void> {
    const { install, onProgress, onDone, onFailed, log } = this.#options;
    let latest: RuntimeProgress | null = null;
    const tell = new Throttle(
      PROGRESS_MS,
      () => void (latest && onProgress(latest)),
      (error) => log('could not tell how far the installation of CUDA is', error),
    );
    try {
      await install(signal, (progress) => {
        latest = progress;
        tell.ask();
      });
      tell.stop();
      this.#running = null;
      onDone();
    } catch (error) {
      tell.stop();
      this.#running = null;
      const failure = signal.aborted ? ({ code: 'cancelled', message: 'Cancelled.' } as const) : toFailure(error);
      if (failure.code === 'internal') log('CUDA could not be installed', error);
      onFailed(failure);
    }
  }
}
