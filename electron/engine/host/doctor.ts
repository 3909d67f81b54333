import { statfs } from 'node:fs/promises';
import { availableParallelism, freemem, release, totalmem } from 'node:os';
import type { DeviceReport, DoctorReport, FoundDevices } from '@shared/doctor.ts';
import type { Library } from '../../store/index.ts';

export interface DoctorFacts extends FoundDevices {
  /** Forger's version. */
  forger: string;
  library: Library;
}

const GIB = 1024 ** 3;
/** What a small run and its checkpoints need without anyone having to think about it. */
const ENOUGH_DISK = GIB;
const ENOUGH_MEMORY = GIB;

/** What is here and what is missing. The app gathers it with its engine's devices, the command line with its own. */
export async function doctorReport({ forger, library, ...found }: DoctorFacts): Promise<DoctorReport> {
  const [runs, disk] = await Promise.all([library.listRuns(), statfs(library.dir)]);
  const facts = {
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
    library: { path: library.dir, runs: runs.length, freeBytes: disk.bavail * disk.bsize },
  };
  return {
    forger,
    platform: `${process.platform} ${release()} ${process.arch}`,
    node: process.versions.node,
    electron: process.versions['electron'] ?? null,
    chromium: process.versions['chrome'] ?? null,
    cores: availableParallelism(),
    ...facts,
    ...found,
    problems: findProblems(found.devices, facts),
  };
}

/** One sentence for each thing that keeps Forger from working well, with the way out. */
function findProblems(devices: readonly DeviceReport[], facts: Pick<DoctorReport, 'memory' | 'library'>): string[] {
  const native = devices.find((device) => device.kind === 'cpu');
  const problems: string[] = [];
  if (native && !native.available) problems.push(native.note ?? `${native.title} is not available.`);
  if (facts.library.freeBytes < ENOUGH_DISK)
    problems.push('Less than 1 GiB is free where the library lies. Free some space, or choose another library.');
  if (facts.memory.freeBytes < ENOUGH_MEMORY)
    problems.push('Less than 1 GiB of memory is free. Close other programs before you train.');
  return problems;
}
