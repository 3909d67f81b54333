import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toFailure } from '@shared/contract/errors.ts';
import type { CudaState, RuntimeProgress } from '@shared/runtimes.ts';
import { removeFolder } from '../../../store/files/index.ts';
import { BINDING_FILE, cacheRoot, locateRuntimes, parseRuntimeName, surroundings } from '../../device/locate.ts';
import { arrivingDir, CUDA_RUNTIME, CUDA_TENSORFLOW, cudaSize, installCuda } from './install-cuda.ts';
import { machineFacts, requireFit } from './requirements.ts';
import { tryCuda, type TryArguments } from './try-runtime.ts';

/** Native runtimes that a user installs beside the one that comes with Forger. */
const nativeDir = (): string => join(cacheRoot(surroundings()), 'native');
const cudaDir = (): string => join(nativeDir(), CUDA_RUNTIME);

/** The runtime that came with Forger, of the TensorFlow that the CUDA libraries belong to. */
function cpuRuntime(): string | null {
  const same = (folder: string): boolean => {
    const about = parseRuntimeName(folder.split(/[\\/]/).at(-1) ?? '');
    return about !== null && !about.gpu && about.version.join('.') === CUDA_TENSORFLOW;
  };
  return locateRuntimes(surroundings(), false).find(same) ?? null;
}

/** What there is of CUDA, and what keeps it from being installed. */
export async function cudaState(): Promise<CudaState> {
  const { download, installed } = cudaSize();
  await mkdir(nativeDir(), { recursive: true });
  const begun = existsSync(arrivingDir(nativeDir()));
  let obstacle: string | null = null;
  try {
    // What has arrived is not counted off: it is looked at closely when the installation goes on.
    requireFit(await machineFacts(nativeDir()), begun ? 0 : installed);
  } catch (error) {
    obstacle = toFailure(error).message;
  }
  return {
    installed: existsSync(join(cudaDir(), BINDING_FILE)),
    downloadBytes: download,
    installedBytes: installed,
    begun,
    obstacle,
  };
}

/** Installs it for this user; a process finds it at its next start. @throws {ForgerError} */
export async function installCudaHere(
  trial: Omit<TryArguments, 'signal'>,
  signal: AbortSignal,
  onProgress: (progress: RuntimeProgress) => void,
): Promise<string> {
  return installCuda({
    nativeDir: nativeDir(),
    cpuRuntime: cpuRuntime(),
    signal,
    onProgress,
    verify: (folder) => tryCuda(folder, { ...trial, signal }),
  });
}

/**
 * Takes CUDA away again, and what there is of an installation that was cut off.
 * @returns whether there was anything of it
 */
export async function removeCuda(): Promise<boolean> {
  const [arriving, installed] = [arrivingDir(nativeDir()), cudaDir()];
  const found = [arriving, installed].some((folder) => existsSync(folder));
  await rm(arriving, { recursive: true, force: true });
  if (existsSync(installed)) await removeFolder(installed);
  return found;
}
