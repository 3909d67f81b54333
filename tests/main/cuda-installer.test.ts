import { describe, expect, it, vi } from 'vitest';
import type { RuntimeProgress } from '@shared/runtimes.ts';
import { CudaInstaller, type CudaInstallerOptions } from '../../electron/main/jobs/cuda-installer.ts';

const PROGRESS: RuntimeProgress = { stage: 'download', what: 'cuDNN', done: 1, total: 2 };

const patient = { timeout: 30_000 };

function installer(more: Partial<CudaInstallerOptions> = {}) {
  const told = { onProgress: vi.fn(), onDone: vi.fn(), onFailed: vi.fn(), log: vi.fn() };
  const options = {
    install: async () => undefined,
    remove: vi.fn(async (): Promise<number | null> => 5_000_000),
    ...told,
    ...more,
  };
  return { ...told, options, cuda: new CudaInstaller(options) };
}

describe('installing CUDA from the window', () => {
  it('tells how far it is, and when it is done', async () => {
    const { cuda, onProgress, onDone, onFailed } = installer({
      install: async (_signal, onStep) => {
        onStep(PROGRESS);
        await new Promise((resolve) => setTimeout(resolve, 150));
      },
    });
    cuda.start();
    await vi.waitFor(() => expect(onDone).toHaveBeenCalledOnce(), patient);
    expect(onProgress).toHaveBeenCalledWith(PROGRESS);
    expect(onFailed).not.toHaveBeenCalled();
  });

  it('is one at a time, can be cancelled, and begun again', async () => {
    const { cuda, onFailed, onDone, options } = installer({
      install: (signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    });
    cuda.start();
    expect(() => cuda.start()).toThrow('CUDA is being installed already.');
    await expect(cuda.remove()).rejects.toThrow('Cancel that first.');
    cuda.cancel();
    await vi.waitFor(
      () => expect(onFailed).toHaveBeenCalledWith({ code: 'cancelled', message: 'Cancelled.' }),
      patient,
    );
    expect(() => cuda.cancel()).toThrow('CUDA is not being installed.');
    cuda.start();
    cuda.cancel();
    await vi.waitFor(() => expect(onFailed).toHaveBeenCalledTimes(2), patient);
    expect(onDone).not.toHaveBeenCalled();
    expect(await cuda.remove()).toBe(5_000_000);
    expect(options.remove).toHaveBeenCalledOnce();
    expect(onDone).toHaveBeenCalledOnce();
  });
});
