import type { Inside } from '@shared/inside.ts';
import type { Library } from '../../../store/index.ts';
import { insideOf } from '../../inside/weights.ts';

export interface ReadArguments {
  library: Library;
  runId: string;
  /** Of the checkpoints, in the order in which they are told. */
  steps: readonly number[];
  signal: AbortSignal;
}

/**
 * What checkpoints say of their layers' weights, gradients and updates. Nothing is run, and no device is opened.
 * @throws {ForgerError} not-found, damaged; the signal's reason
 */
export async function readInside({ library, runId, steps, signal }: ReadArguments): Promise<Inside[]> {
  const record = await library.readRun(runId);
  const read: Inside[] = [];
  for (const step of steps) {
    signal.throwIfAborted();
    read.push(insideOf(record, await library.readCheckpoint(runId, step)));
  }
  return read;
}
