import { ForgerError } from '@shared/contract/errors.ts';
import type { DeviceKind, DeviceReport } from '@shared/doctor.ts';
import type { RunRecord, RunStatus } from '@shared/run.ts';
import { isNative, type Execution } from '@shared/way.ts';
import { threadsHere } from '../device/threads.ts';

export { threadsHere } from '../device/threads.ts';

/** What this machine trains on. */
export interface Devices {
  devices: readonly DeviceReport[];
  /** The one `auto` takes. */
  chosen: DeviceKind;
}

/** A run, and how far it is. */
export interface RunSoFar {
  record: Pick<RunRecord, 'config' | 'device' | 'way'>;
  status: Pick<RunStatus, 'execution' | 'threads' | 'lost'>;
  /** Step of the checkpoint it goes on from; null at its start. */
  from: number | null;
}

/** Threads that its TensorFlow takes, in whatever process. */
export function threadsOf({ record: { way }, status: { threads }, from }: RunSoFar): number {
  const kept = way ? way.threads : from === null ? null : threads;
  return kept ?? threadsHere();
}

/** Where a run was to train when it was made, and so goes on; another machine may not have that. */
export function kindOfRun(
  { config, device }: Pick<RunRecord, 'config' | 'device'>,
  { devices, chosen }: Devices,
): DeviceKind {
  if (config.device !== 'auto') return config.device;
  return devices.some(({ available, kind }) => available && kind === device.kind) ? device.kind : chosen;
}

/**
 * The way the steps of a run have run so far, on which it goes on; null where every way is open.
 * @param kind of the device it goes on with
 * @throws {ForgerError} damaged where nothing tells of it any more
 */
export function settledExecution({ record, status, from }: RunSoFar, kind: DeviceKind): Execution | null {
  if (from === null) return null;
  const { way, device } = record;
  // Elsewhere its numbers are others in any case; before its first step there are none.
  if (way) return kind === device.kind && from > 0 ? way.execution : null;
  if (status.lost && isNative(kind))
    throw new ForgerError(
      'damaged',
      'The status of this run was lost, which alone said how its steps ran, so that it would not go on exactly. Make a new run from its newest checkpoint.',
    );
  return status.execution ?? null;
}
