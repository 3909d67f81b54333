import type { CudaState, RuntimeProgress } from '@shared/runtimes.ts';
import { call, listen } from './bridge.ts';

/** TensorFlow with CUDA: whether it is here, and its installation while that goes on. */
export class Cuda {
  state = $state.raw<CudaState | null>(null);
  progress = $state.raw<RuntimeProgress | null>(null);
  installing = $state(false);
  /** Why the last installation ended early. */
  failure = $state<string | null>(null);

  /** @param onChanged CUDA came or went */
  start(onChanged: () => void): () => void {
    void this.load();
    const stops = [
      listen('runtime.progress', (progress) => {
        this.installing = true;
        this.progress = progress;
      }),
      listen('runtime.done', () => {
        this.#end(null);
        onChanged();
      }),
      listen('runtime.failed', ({ error }) => this.#end(error.code === 'cancelled' ? null : error.message)),
    ];
    return () => stops.forEach((stop) => stop());
  }

  async load(): Promise<void> {
    this.state = await call('runtime.cuda', {});
  }

  async install(): Promise<void> {
    this.failure = null;
    this.installing = true;
    try {
      await call('runtime.installCuda', {});
    } catch (error) {
      this.installing = false;
      throw error;
    }
  }

  async cancel(): Promise<void> {
    await call('runtime.cancelCuda', {});
  }

  /** @returns bytes given back on the disk */
  async remove(): Promise<number> {
    const { bytes } = await call('runtime.removeCuda', {});
    return bytes;
  }

  /** Opens the file manager where it lies, or will. */
  async reveal(): Promise<void> {
    await call('runtime.revealCuda', {});
  }

  #end(failure: string | null): void {
    this.installing = false;
    this.progress = null;
    this.failure = failure;
    void this.load();
  }
}
