import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toFailure } from '@shared/contract/errors.ts';
import type { CudaState, RuntimeProgress } from '@shared/runtimes.ts';
import { bytesBelow } from '../../../store/disk-use.ts';
import { removeFolder } from '../../../store/files/index.ts';
import {
  BINDING_FILE,
  cacheRoot,
  locateRuntimes,
  parseRuntimeName,
  surroundings,
  type Surroundings,
} from '../../device/locate.ts';
import { requireAddresses, wheelAddresses } from './addresses.ts';
import { CUDA_PACKAGES } from './cuda-packages.ts';
import { arrivingDir, CUDA_RUNTIME, CUDA_TENSORFLOW, cudaSize, installCuda } from './install-cuda.ts';
import { machineFacts, requireFit } from './requirements.ts';
import { tryCuda, type TryArguments } from './try-runtime.ts';

/** Native runtimes that a user installs beside the one that comes with Forger. */
const nativeDir = (): string => join(cacheRoot(surroundings()), 'native');
const cudaDir = (): string => join(nativeDir(), CUDA_RUNTIME);
/** Where CUDA lies, and what has come of it before it is whole. */
const cudaDirs = (): string[] => [cudaDir(), arrivingDir(nativeDir())];

/** The runtime that came with Forger, of the TensorFlow that the CUDA libraries belong to. */
export function cpuRuntime(where: Surroundings = surroundings()): string | null {
  const same = (folder: string): boolean => {
    const about = parseRuntimeName(folder.split(/[\\/]/).at(-1) ?? '');
    return about !== null && !about.gpu && about.version.join('.') === CUDA_TENSORFLOW;
  };
  return locateRuntimes(where, false).find(same) ?? null;
}

const presentBytes = (): number => cudaDirs().reduce((sum, folder) => sum + bytesBelow(folder), 0);

/** The folder to show of CUDA: its own, what has come of it, or the one in which it will lie. */
export const cudaFolder = (): string => cudaDirs().find((folder) => existsSync(folder)) ?? nativeDir();

/** What there is of CUDA, and what keeps it from being installed. */
export async function cudaState(): Promise<CudaState> {
  const { download, installed } = cudaSize();
  await mkdir(nativeDir(), { recursive: true });
  const begun = existsSync(arrivingDir(nativeDir()));
  let obstacle: string | null = null;
  let server: string | null = null;
  try {
    const addresses = await wheelAddresses();
    server = addresses?.server ?? null;
    // What has arrived is not counted off: it is looked at closely when the installation goes on.
    requireFit(await machineFacts(nativeDir()), begun ? 0 : installed);
    requireAddresses(addresses);
  } catch (error) {
    obstacle = toFailure(error).message;
  }
  return {
    installed: existsSync(join(cudaDir(), BINDING_FILE)),
    folder: cudaDir(),
    presentBytes: presentBytes(),
    server,
    packages: CUDA_PACKAGES.map(({ title, bytes, unpackedBytes }) => ({
      ...{ title, downloadBytes: bytes, installedBytes: unpackedBytes },
    })),
    downloadBytes: download,
    installedBytes: installed,
    begun,
    obstacle,
  };
}

/**
 * Installs it for this user; a process finds it at its next start.
 * @param trial what the trial needs, and in a checkout the plain Node that asks pip where the packages are
 * @throws {ForgerError}
 */
export async function installCudaHere(
  { node, ...trial }: Omit<TryArguments, 'signal'> & { node?: () => string },
  signal: AbortSignal,
  onProgress: (progress: RuntimeProgress) => void,
): Promise<string> {
  return installCuda({
    nativeDir: nativeDir(),
    cpuRuntime: cpuRuntime(),
    addresses: await wheelAddresses(node),
    signal,
    onProgress,
    verify: (folder) => tryCuda(folder, { ...trial, signal }),
  });
}

/**
 * Takes CUDA away again, and what there is of an installation that was cut off.
 * @returns bytes given back; null where there was nothing of it
 */
export async function removeCuda(): Promise<number | null> {
  const found = cudaDirs().filter((folder) => existsSync(folder));
  const bytes = presentBytes();
  // Whole first, by a name that is no runtime's: never half of one that processes would find.
  for (const folder of found) await (folder === cudaDir() ? removeFolder(folder) : rm(folder, { recursive: true }));
  return found.length === 0 ? null : bytes;
}
