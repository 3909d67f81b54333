import { copyFile, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ForgerError } from '@shared/contract/errors.ts';
import type { RuntimeProgress } from '@shared/runtimes.ts';
import { fetchPinned } from '../../../data/index.ts';
import { mendIt } from '../../../shipped/index.ts';
import { commitFolder, explained } from '../../../store/files/index.ts';
import { BINDING_FILE } from '../../device/locate.ts';
import { requireAddresses, type WheelAddresses } from './addresses.ts';
import { CUDA_PACKAGES, type CudaPackage } from './cuda-packages.ts';
import { machineFacts, requireFit, type MachineFacts } from './requirements.ts';
import { unpackWheel } from './unpack-wheel.ts';

export const CUDA_TENSORFLOW = '2.21.0';
/** Its folder below `native/`: locate.ts reads kind and version out of the name. */
export const CUDA_RUNTIME = `tensorflow-gpu-${CUDA_TENSORFLOW}-linux-x64`;

export interface InstallCudaArguments {
  /** Holds the runtimes: `<cache>/native`. */
  nativeDir: string;
  /** Folder of the CPU runtime of the same TensorFlow, whose binding fits this one too; null where there is none. */
  cpuRuntime: string | null;
  signal: AbortSignal;
  onProgress(progress: RuntimeProgress): void;
  /** Trains a step with the runtime in a folder, in a process of its own. @throws {ForgerError} when it does not */
  verify(folder: string): Promise<void>;
  /** Null where this package of Forger has none. */
  addresses: WheelAddresses | null;
  /** Given in tests. */
  packages?: readonly CudaPackage[];
  facts?: MachineFacts;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const largest = (numbers: readonly number[]): number => Math.max(0, ...numbers);

/** Bytes to fetch, and bytes it takes in the end. */
export const cudaSize = (packages: readonly CudaPackage[] = CUDA_PACKAGES) => ({
  download: sum(packages.map(({ bytes }) => bytes)),
  installed: sum(packages.map(({ unpackedBytes }) => unpackedBytes)),
});

/** Hidden from the list of runtimes, and kept when cut off: the next try goes on with what is there. */
export const arrivingDir = (nativeDir: string): string => join(nativeDir, `.arriving-${CUDA_RUNTIME}`);

async function isUnpacked(folder: string, { wheel }: CudaPackage): Promise<boolean> {
  return stat(join(folder, 'unpacked', wheel)).then(
    () => true,
    () => false,
  );
}

/**
 * Installs TensorFlow's CUDA runtime: looks at driver and disk, fetches each package by its hash, takes its libraries
 * out, and trains a step before the runtime is seen by anyone. What was cut off goes on where it stopped.
 * @returns the runtime's folder
 * @throws {ForgerError} device-unavailable, no-space, offline, damaged, …: what is in the way
 */
export async function installCuda(args: InstallCudaArguments): Promise<string> {
  const { nativeDir, cpuRuntime, signal, onProgress, verify } = args;
  const packages = args.packages ?? CUDA_PACKAGES;
  const addresses = requireAddresses(args.addresses);
  const final = join(nativeDir, CUDA_RUNTIME);
  if (cpuRuntime === null)
    throw new ForgerError('device-unavailable', `TensorFlow for the CPU is missing. ${mendIt()}`);
  return explained(async () => {
    await mkdir(nativeDir, { recursive: true });
    const arriving = arrivingDir(nativeDir);
    const missing: CudaPackage[] = [];
    for (const one of packages) if (!(await isUnpacked(arriving, one))) missing.push(one);
    requireFit(
      args.facts ?? (await machineFacts(nativeDir)),
      sum(missing.map(({ unpackedBytes }) => unpackedBytes)) + largest(missing.map(({ bytes }) => bytes)),
    );
    const { download, installed } = cudaSize(packages);
    const total = download + installed;
    let before = total - sum(missing.map(({ bytes, unpackedBytes }) => bytes + unpackedBytes));
    await mkdir(join(arriving, 'unpacked'), { recursive: true });
    for (const one of missing) {
      const tell = (stage: RuntimeProgress['stage']) => (bytes: number) =>
        onProgress({ stage, what: one.title, done: before + bytes, total });
      tell('download')(0);
      const wheel = join(arriving, one.wheel);
      const { bytes, sha256 } = one;
      await fetchPinned(
        [await addresses.of(one, signal)],
        wheel,
        { name: one.wheel, bytes, sha256 },
        { signal, onBytes: tell('download') },
      );
      before += one.bytes;
      await unpackWheel(wheel, join(arriving, 'runtime'), one.kept, signal, tell('unpack'));
      before += one.unpackedBytes;
      await writeFile(join(arriving, 'unpacked', one.wheel), '');
      await rm(wheel);
    }
    signal.throwIfAborted();
    const runtime = join(arriving, 'runtime');
    await finish(runtime, cpuRuntime);
    onProgress({ stage: 'verify', what: 'Training a step on the GPU', done: total, total });
    await verify(runtime);
    await commitFolder(runtime, final, { replace: true });
    await rm(arriving, { recursive: true });
    return final;
  });
}

/** Puts the binding beside TensorFlow's libraries, where its search path finds them, and at the root by a link. */
async function finish(runtime: string, cpuRuntime: string): Promise<void> {
  const text = await readFile(join(cpuRuntime, 'runtime.json'), 'utf8');
  const about = JSON.parse(text) as { tensorflow?: unknown; binding?: unknown };
  if (about.tensorflow !== CUDA_TENSORFLOW)
    throw new ForgerError(
      'device-unavailable',
      `Forger's own TensorFlow is not ${CUDA_TENSORFLOW}, so the CUDA libraries would not fit it. ${mendIt()}`,
    );
  await copyFile(join(cpuRuntime, BINDING_FILE), join(runtime, 'tensorflow', BINDING_FILE));
  await rm(join(runtime, BINDING_FILE), { force: true });
  await symlink(join('tensorflow', BINDING_FILE), join(runtime, BINDING_FILE));
  const facts = { id: CUDA_RUNTIME, tensorflow: CUDA_TENSORFLOW, variant: 'gpu', binding: about.binding };
  await writeFile(join(runtime, 'runtime.json'), `${JSON.stringify(facts, null, 2)}\n`);
}
