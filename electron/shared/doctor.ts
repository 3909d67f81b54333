import type { RunConfig } from './config/schema.ts';

export type DeviceKind = Exclude<RunConfig['device'], 'auto'>;

export interface DeviceReport {
  kind: DeviceKind;
  /** What its GPU is called, where it says. */
  name?: string | undefined;
  /** "CPU, TensorFlow 2.21.0". */
  title: string;
  /** Of what computes there: `{ tensorflow: '2.21.0' }`. */
  versions?: Record<string, string> | undefined;
  available: boolean;
  /** Why it is not available, or what slows it down, and how to get it; null where all is well. */
  note: string | null;
  /** True of a GPU that is a program on the processor: `auto` never takes it. */
  software?: true | undefined;
}

/** What an engine finds to train on. */
export interface FoundDevices {
  devices: DeviceReport[];
  /** The device `auto` takes. */
  chosen: DeviceKind;
  /** Version of the native TensorFlow that was opened, "2.21.0"; null where none opens. */
  tensorflow: string | null;
}

/** What is here: shown by `forger doctor` and in the window. */
export interface DoctorReport extends FoundDevices {
  forger: string;
  platform: string;
  node: string;
  /** Null on the command line, as is Chromium's. */
  electron: string | null;
  chromium: string | null;
  cores: number;
  memory: { totalBytes: number; freeBytes: number };
  library: { path: string; runs: number; freeBytes: number };
  /** Everything missing, each with the way to get it; empty when all is well. */
  problems: string[];
}
