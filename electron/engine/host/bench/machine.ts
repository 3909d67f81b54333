import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** Where something was measured: figures of two machines, or of a busy one, are not to be compared. */
export interface Machine {
  /** "linux 6.1.0 x64". */
  system: string;
  processor: string;
  cores: number;
  memoryMiB: number;
  /** Processes that wanted to run, on average over the last minute, before anything was measured; 0 on Windows. */
  load: number;
  node: string;
}

export const describeMachine = (): Machine => ({
  system: `${platform()} ${release()} ${arch()}`,
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memoryMiB: Math.round(totalmem() / 2 ** 20),
  load: Number((loadavg()[0] ?? 0).toFixed(2)),
  node: process.versions.node,
});
