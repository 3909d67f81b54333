import { utilityProcess } from 'electron';
import type { AppChoices } from '@shared/app-choices.ts';
import { THREADS_VARIABLE } from '@shared/way.ts';
import { VARIABLES } from '@shared/environment.ts';
import { attachWindows } from '../engine-window/attach.ts';
import type { WindowOpener } from '../engine-window/serve.ts';
import { cleanEnvironment } from './environment.ts';
import type { Share } from './pool.ts';
import type { EngineChild } from './supervisor.ts';

/** What a TensorFlow is told at its start: the threads of the run it will train, and whether others share the machine. */
export const shareVariables = ({ sharers, threads }: Share): Record<string, string> => ({
  [THREADS_VARIABLE]: String(threads),
  // Else the first takes all of a GPU's memory.
  ...(sharers > 1 && { TF_FORCE_GPU_ALLOW_GROWTH: 'true' }),
});

export type GpuChoices = Pick<AppChoices, 'gpuIndex' | 'gpuMemoryMiB'>;

/** What of an NVIDIA GPU a TensorFlow may use. */
export const gpuVariables = ({ gpuIndex, gpuMemoryMiB }: GpuChoices): Record<string, string> => ({
  ...(gpuIndex !== null && { [VARIABLES.gpu]: String(gpuIndex) }),
  ...(gpuMemoryMiB !== null && { [VARIABLES.gpuMemory]: String(gpuMemoryMiB) }),
});

/**
 * Forks the built engine. Its output goes where the app's goes.
 * @param bundledDir the folder of the data sets that ship.
 * @param openWindow opens the hidden windows it asks for; they go with it.
 * @param gpu what of the GPU it may use.
 * @param share what of the machine it takes.
 */
export function forkEngine(
  entry: string,
  bundledDir: string,
  openWindow: WindowOpener,
  gpu: GpuChoices,
  share: Share,
): EngineChild {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Forger engine',
    stdio: 'inherit',
    env: cleanEnvironment(process.env, {
      [VARIABLES.bundledDatasets]: bundledDir,
      ...shareVariables(share),
      ...gpuVariables(gpu),
    }),
  });
  const onMessage = attachWindows(child, openWindow);
  return {
    postMessage: (message) => child.postMessage(message),
    onMessage,
    onExit: (listener) => void child.on('exit', listener),
    kill: () => killChild(child.pid, () => child.kill()),
  };
}

/**
 * Ends a process for certain: `UtilityProcess.kill` asks with SIGTERM, which a process deep in native code may not
 * hear in time.
 */
function killChild(pid: number | undefined, fallback: () => boolean): boolean {
  if (pid === undefined || process.platform === 'win32') return fallback();
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return fallback(); // Gone already, or not ours to signal: Electron knows.
  }
}
