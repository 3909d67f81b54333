import { readFile, statfs } from 'node:fs/promises';
import { ForgerError } from '@shared/contract/errors.ts';

/** What decides whether CUDA can be installed; given by hand in tests. */
export interface MachineFacts {
  platform: string;
  arch: string;
  /** Version of NVIDIA's driver; null where there is none. */
  driver: string | null;
  freeBytes: number;
}

/** Oldest driver that runs programs built for any CUDA 12 (NVIDIA's rule of minor version compatibility). */
const OLDEST_DRIVER = '525.60.13';
/** Beside the files themselves: what the system likes to keep free. */
const RESERVE_BYTES = 1024 ** 3;

const DRIVER_FILE = '/proc/driver/nvidia/version';

/** "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug …" → "535.104.05" */
export const parseDriverVersion = (text: string): string | null =>
  /Kernel Module(?: for \S+)?\s+(\d+(?:\.\d+)+)/.exec(text)?.[1] ?? null;

/** @param folder where it would be installed, or a folder above */
export async function machineFacts(folder: string): Promise<MachineFacts> {
  const [driver, disk] = await Promise.all([
    readFile(DRIVER_FILE, 'utf8').then(parseDriverVersion, () => null),
    statfs(folder),
  ]);
  return { platform: process.platform, arch: process.arch, driver, freeBytes: disk.bavail * disk.bsize };
}

function isOlder(version: string, than: string): boolean {
  const [left, right] = [version, than].map((text) => text.split('.').map(Number));
  for (const [index, wanted] of (right ?? []).entries()) {
    const difference = (left?.[index] ?? 0) - wanted;
    if (difference !== 0) return difference < 0;
  }
  return false;
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/**
 * Looks before anything is fetched.
 * @param neededBytes on the disk, at most, while it is installed
 * @throws {ForgerError} device-unavailable, no-space: what is in the way and what to do
 */
export function requireFit({ platform, arch, driver, freeBytes }: MachineFacts, neededBytes: number): void {
  if (platform !== 'linux' || arch !== 'x64')
    throw new ForgerError(
      'device-unavailable',
      'CUDA is installed by Forger on Linux (x86-64) only. Elsewhere choose the device "GPU, WebGPU".',
    );
  if (driver === null)
    throw new ForgerError(
      'device-unavailable',
      "No NVIDIA driver was found. With an NVIDIA GPU, install its driver from your system's packages and restart; without one, choose WebGPU or the CPU.",
    );
  if (isOlder(driver, OLDEST_DRIVER))
    throw new ForgerError(
      'device-unavailable',
      `The NVIDIA driver is ${driver}; CUDA 12 needs ${OLDEST_DRIVER} or newer. Update the driver and restart.`,
    );
  if (freeBytes < neededBytes + RESERVE_BYTES)
    throw new ForgerError(
      'no-space',
      `${gigabytes(neededBytes + RESERVE_BYTES)} are needed and ${gigabytes(freeBytes)} are free where Forger keeps what it fetched. Free some space, or name another place in FORGER_CACHE.`,
    );
}
