import { z } from 'zod';
import type { RunConfig } from './config/schema.ts';
import type { DeviceKind } from './doctor.ts';
import type { RunDevice } from './run-device.ts';

/** Ways to run a training step: one compiled graph, the same with XLA, or op by op. */
export const EXECUTIONS = ['graph', 'xla', 'eager'] as const;
export type Execution = (typeof EXECUTIONS)[number];
/** How they are called in a line of text. */
export const EXECUTION_NAMES: Record<Execution, string> = {
  graph: 'compiled graph',
  xla: 'compiled with XLA',
  eager: 'eager',
};

/** TensorFlow is told to take at most so many threads: it starts as many as it is told, until memory runs out. */
export const MOST_THREADS = 256;
export const threadsSchema = z.number().int().min(1).max(MOST_THREADS);
/** How native TensorFlow hears, once before it loads, how many threads of the processor it takes. */
export const THREADS_VARIABLE = 'TF_NUM_INTRAOP_THREADS';

/**
 * What a run's bits follow from besides its configuration, its recipe, its images, its device and the versions: settled
 * when it is made, and kept.
 */
export const runWaySchema = z.object({
  execution: z.enum(EXECUTIONS),
  /** Threads of the processor that native TensorFlow takes: others split sums otherwise. Null where it does not train. */
  threads: threadsSchema.nullable(),
});
export type RunWay = z.infer<typeof runWaySchema>;

/** The same with the kind of device, for lists and for `--json`. */
export interface PlacedWay extends RunWay {
  device: DeviceKind;
}

/** Undefined of runs made before a way was settled at their making. */
export const placedWay = ({ device, way }: { device: RunDevice; way?: RunWay | undefined }): PlacedWay | undefined =>
  way && { device: device.kind, ...way };

/** Whether native TensorFlow trains there, which compiles steps and shares them out among threads. */
export const isNative = (device: DeviceKind): boolean => device === 'cpu' || device === 'cuda';

/**
 * The way a run takes on a device. It follows from these alone and never from what was measured: the same command twice
 * is the same run. See docs/decisions/020-the-same-run.md.
 * @param threads what native TensorFlow takes on this machine
 */
export function wayOf({ execution }: Pick<RunConfig, 'execution'>, device: DeviceKind, threads: number): RunWay {
  const native = isNative(device);
  const automatic = native ? 'graph' : 'eager';
  return { execution: execution === 'auto' ? automatic : execution, threads: native ? threads : null };
}

/** "compiled graph, 2 threads". */
export function wayInWords({ execution, threads }: RunWay): string {
  const count = threads === null ? '' : `, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return EXECUTION_NAMES[execution] + count;
}
