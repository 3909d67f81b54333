import type { RunConfig } from './config/schema.ts';

export type DeviceKind = Exclude<RunConfig['device'], 'auto'>;

export interface DeviceReport {
  kind: DeviceKind;
  /** "CPU, TensorFlow 2.21.0". */
  title: string;
  available: boolean;
  /** Why it is not available, or what slows it down, and how to get it; null where all is well. */
  note: string | null;
  /** True of a GPU that is a program on the processor: `auto` never takes it. */
  software?: boolean | undefined;
}

/** What is here: shown by `forger doctor` and in the window. */
export interface DoctorReport {
  forger: string;
  platform: string;
  node: string;
  electron: string | null;
  cores: number;
  memory: { totalBytes: number; freeBytes: number };
  devices: DeviceReport[];
  /** The device `auto` takes. */
  chosen: DeviceKind;
  library: { path: string; runs: number; freeBytes: number };
  /** Everything missing, each with the way to get it; empty when all is well. */
  problems: string[];
}
