import type { Failure } from './contract/errors.ts';
import type { DeviceKind } from './doctor.ts';
import type { TooSlow } from './recommend/lighter.ts';
import type { Execution } from './way.ts';

/** What was found out of a run before it trains, or after it ran out of memory: shown by the window and the command line. */

/** The trial that goes on while it is found out what fits. */
export interface FitProgress {
  /** From 1. */
  trial: number;
  batch: number;
  /** Microbatches of the batch. */
  accumulate: number;
}

/** What fits the memory. */
export interface Fit {
  /** The largest batch; null where not even the smallest fits. */
  batch: number | null;
  /** In how few microbatches the batch asked for fits; null where it does not. */
  accumulate: number | null;
}

/** How a run would go on one device. */
export type DeviceFinding = { kind: DeviceKind; title: string } & (
  | { state: 'waiting' | 'measuring' }
  | { state: 'failed'; error: Failure }
  | {
      state: 'measured';
      execution: Execution;
      /** Why it is not the faster way: a sentence; null where nothing kept it. */
      refusal: string | null;
      msPerStep: number;
      imagesPerSecond: number;
      /** The steps of the whole run, without samples and checkpoints. */
      seconds: number;
      /** The most memory its process held, TensorFlow and the images included. */
      peakBytes: number;
      /** What the GPU's own memory held; null where it does not say, or there is none. How much is free no GPU says. */
      gpuBytes: number | null;
      /** Less than what was free when it was measured. */
      fits: boolean;
    }
);

export type MeasuredFinding = Extract<DeviceFinding, { state: 'measured' }>;

/** What a choice among devices goes by. */
export type Speed = Pick<MeasuredFinding, 'kind' | 'msPerStep' | 'fits'>;

/** What a run will take, found out before it starts. */
export interface Preflight {
  /** Best first, as the devices stand. */
  devices: DeviceFinding[];
  /** The fastest of those it fits, never a GPU in software; null until all are measured, and where none was. */
  recommended: DeviceKind | null;
  /** What a run takes whose device is automatic, which is not always that one: it does not follow from what was measured. */
  automatic: DeviceKind;
  /** Length of the run in training steps. */
  steps: number;
  /** Threads of the processor that native TensorFlow takes. */
  threads: number;
  memory: { freeBytes: number };
  disk: { neededBytes: number; freeBytes: number };
  /** What to say of a run that is done in good time nowhere; null where it is, or that is not known. */
  tooSlow: TooSlow | null;
}

/** The fastest device that the run fits; where it fits none, the fastest. */
export function fastest(measured: readonly Speed[]): DeviceKind | null {
  const fitting = measured.filter(({ fits }) => fits);
  const [best] = (fitting.length > 0 ? fitting : [...measured]).sort((a, b) => a.msPerStep - b.msPerStep);
  return best?.kind ?? null;
}
